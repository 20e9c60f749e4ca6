import type { PersonId } from '../identifiers.ts';
import type { DeviceKey } from './device-key.ts';
import type { Keyring, KeyringHolder, KeyringOpener } from './keyring-block.ts';
import { buildKeyring, openKeyring } from './keyring.ts';
import { MeshidError } from '../errors.ts';
import { cannotOpen, equalBytes, randomSecret } from './primitives.ts';
import { encryptionKeyPairFromSecret, type EncryptionKeyPair } from './sealing.ts';

/** A person's X25519 secrets, one for each generation from 1 (or the oldest that is still wrapped) to `generation`. */
export interface PersonKeys {
  readonly person: PersonId;
  readonly generation: bigint;
  readonly secrets: ReadonlyMap<bigint, Uint8Array>;
}

/** Makes a new person's first generation. */
export function createPersonKeys(person: PersonId): PersonKeys {
  return { person, generation: 1n, secrets: new Map([[1n, randomSecret()]]) };
}

/** Starts the next generation, after a device was lost. */
export function nextPersonGeneration(keys: PersonKeys): PersonKeys {
  const generation = keys.generation + 1n;
  return {
    person: keys.person,
    generation,
    secrets: new Map([...keys.secrets, [generation, randomSecret()]]),
  };
}

/**
 * The person's key pair of a generation, the newest unless named; its public half is what stands on chain.
 *
 * @throws MeshidError `input/invalid` when that generation's secret is not here
 */
export function personKeyPair(keys: PersonKeys, generation = keys.generation): EncryptionKeyPair {
  const secret = keys.secrets.get(generation);
  if (secret === undefined)
    throw new MeshidError('input/invalid', {
      what: 'person keys',
      why: `generation ${generation} is missing`,
    });
  return encryptionKeyPairFromSecret(secret);
}

/** Seals the newest generation to each active device, and the recovery key where there is one. */
export function sealPersonKeyring(keys: PersonKeys, holders: readonly KeyringHolder[]): Keyring {
  const { publicKey } = personKeyPair(keys);
  const { person: subject, generation: number, secrets } = keys;
  return buildKeyring({ kind: 'person', subject, number, secrets, extra: publicKey }, holders);
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
  const { number, secrets, extra } = openKeyring('person', block, digest, person, [opener]);
  const keys = { person, generation: number, secrets };
  if (!equalBytes(personKeyPair(keys).publicKey, extra)) cannotOpen('person keyring');
  return keys;
}

/** A device as a holder of its person's keyring, or of a dataset's. */
export function deviceHolder(id: string, encryptionKey: Uint8Array): KeyringHolder {
  return { kind: 'device', id, encryptionKey };
}

export function deviceOpener(key: DeviceKey): KeyringOpener {
  return { kind: 'device', id: key.id, keyPairs: [key.encryption] };
}

/** A person as a holder of a dataset's keyring, by the encryption key that its account on chain names. */
export function personHolder(id: PersonId, encryptionKey: Uint8Array): KeyringHolder {
  return { kind: 'person', id, encryptionKey };
}

export function personOpener(keys: PersonKeys): KeyringOpener {
  return {
    kind: 'person',
    id: keys.person,
    keyPairs: [...keys.secrets.values()].reverse().map(encryptionKeyPairFromSecret),
  };
}
