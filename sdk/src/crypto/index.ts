/**
 * Keys and encryption: what is secret, who it is sealed to, and how content is encrypted. Knows nothing of chains, disks or networks.
 *
 * Nothing here is home-made: tweetnacl's box seals, Node's crypto does the rest. docs/format.md has every envelope byte by byte.
 */
export * from './chunk.ts';
export * from './dataset-keys.ts';
export * from './device-key.ts';
export {
  type HolderKind,
  type Keyring,
  keyringCid,
  type KeyringHolder,
  type KeyringKind,
  type KeyringOpener,
  type KeyringView,
  MAX_KEYRING_BYTES,
  MAX_KEYRING_HOLDERS,
  readKeyring,
} from './keyring-block.ts';
export * from './label.ts';
export {
  createPersonKeys,
  deviceHolder,
  deviceOpener,
  nextPersonGeneration,
  openPersonKeyring,
  personHolder,
  type PersonKeys,
  personKeyPair,
  personOpener,
  sealPersonKeyring,
} from './person-keys.ts';
export {
  createRecoveryPhrase,
  recoveryHolder,
  type RecoveryKeys,
  recoveryKeys,
  recoveryOpener,
} from './recovery-phrase.ts';
export * from './sealing.ts';
export * from './stored-keys.ts';
