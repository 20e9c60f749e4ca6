import type { GroupId } from '../identifiers.ts';
import {
  firstGeneration,
  type Generations,
  keyPairOfGeneration,
  keyPairsOf,
  nextGeneration,
  openGenerations,
  sealGenerations,
} from './generations.ts';
import { type Keyring, type KeyringHolder, type KeyringOpener, withOwner } from './keyring-block.ts';
import type { EncryptionKeyPair } from './sealing.ts';

/** A group's X25519 secrets by generation: whoever joins reads what was sealed to the group before. */
export interface GroupKeys extends Generations {
  readonly group: GroupId;
}

/** Who may open a group's keyring. The owner is named apart, so that it is never left out: it starts the next generation. */
export interface GroupHolders {
  readonly owner: KeyringHolder;
  /** Persons and devices; groups do not nest. */
  readonly members: readonly KeyringHolder[];
}

/** Makes a new group's first generation. */
export function createGroupKeys(group: GroupId): GroupKeys {
  return { group, ...firstGeneration() };
}

/** Starts the next generation, after a member was lost. */
export function nextGroupGeneration(keys: GroupKeys): GroupKeys {
  return { group: keys.group, ...nextGeneration(keys) };
}

/**
 * The group's key pair of a generation, the newest unless named; its public half is what stands on chain.
 *
 * @throws MeshidError `input/invalid` when that generation's secret is not here
 */
export function groupKeyPair(keys: GroupKeys, generation = keys.generation): EncryptionKeyPair {
  return keyPairOfGeneration(keys, 'group', generation);
}

/** Seals the newest generation to the owner and each member. */
export function sealGroupKeyring(keys: GroupKeys, { owner, members }: GroupHolders): Keyring {
  return sealGenerations(keys, { kind: 'group', subject: keys.group }, withOwner(owner, members));
}

/**
 * Opens a group's keyring with whichever opener it names.
 *
 * @param digest the keyring digest on chain
 * @throws MeshidError `crypto/cannot-open`, `keyring/not-a-holder`
 */
export function openGroupKeyring(
  block: Uint8Array,
  digest: Uint8Array,
  group: GroupId,
  openers: readonly KeyringOpener[],
): GroupKeys {
  return { group, ...openGenerations(block, digest, { kind: 'group', subject: group }, openers) };
}

/** A group as a holder of a dataset's keyring, by the encryption key that its account on chain names. */
export function groupHolder(id: GroupId, encryptionKey: Uint8Array): KeyringHolder {
  return { kind: 'group', id, encryptionKey };
}

export function groupOpener(keys: GroupKeys): KeyringOpener {
  return { kind: 'group', id: keys.group, keyPairs: keyPairsOf(keys) };
}
