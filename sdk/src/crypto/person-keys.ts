import type { PersonId } from '../identifiers.ts';
import type { DeviceKey } from './device-key.ts';
import {
  firstGeneration,
  type Generations,
  keyPairOfGeneration,
  keyPairsOf,
  nextGeneration,
  openGenerations,
  sealGenerations,
} from './generations.ts';
import type { Keyring, KeyringHolder, KeyringOpener } from './keyring-block.ts';
import type { EncryptionKeyPair } from './sealing.ts';

/** A person's X25519 secrets, one for each generation from 1 (or the oldest that is still wrapped) to `generation`. */
export interface PersonKeys extends Generations {
  readonly person: PersonId;
}

/** Makes a new person's first generation. */
export function createPersonKeys(person: PersonId): PersonKeys {
  return { person, ...firstGeneration() };
}

/** Starts the next generation, after a device was lost. */
export function nextPersonGeneration(keys: PersonKeys): PersonKeys {
  return { person: keys.person, ...nextGeneration(keys) };
}

/**
 * The person's key pair of a generation, the newest unless named; its public half is what stands on chain.
 *
 * @throws MeshidError `input/invalid` when that generation's secret is not here
 */
export function personKeyPair(keys: PersonKeys, generation = keys.generation): EncryptionKeyPair {
  return keyPairOfGeneration(keys, 'person', generation);
}

/** Seals the newest generation to each active device, and the recovery key where there is one. */
export function sealPersonKeyring(keys: PersonKeys, holders: readonly KeyringHolder[]): Keyring {
  return sealGenerations(keys, { kind: 'person', subject: keys.person }, holders);
}

/**
 * Opens a person's keyring as one of its devices or its recovery key.
 *
 * @param digest the keyring digest on chain
 * @throws MeshidError `crypto/cannot-open`, `keyring/not-a-holder`
 */
export function openPersonKeyring(
  block: Uint8Array,
  digest: Uint8Array,
  person: PersonId,
  opener: KeyringOpener,
): PersonKeys {
  return { person, ...openGenerations(block, digest, { kind: 'person', subject: person }, [opener]) };
}

/** A device as a holder of its person's keyring, or of a dataset's or group's. */
export function deviceHolder(id: string, encryptionKey: Uint8Array): KeyringHolder {
  return { kind: 'device', id, encryptionKey };
}

export function deviceOpener(key: DeviceKey): KeyringOpener {
  return { kind: 'device', id: key.id, keyPairs: [key.encryption] };
}

/** A person as a holder of a dataset's or group's keyring, by the encryption key that its account on chain names. */
export function personHolder(id: PersonId, encryptionKey: Uint8Array): KeyringHolder {
  return { kind: 'person', id, encryptionKey };
}

export function personOpener(keys: PersonKeys): KeyringOpener {
  return { kind: 'person', id: keys.person, keyPairs: keyPairsOf(keys) };
}
