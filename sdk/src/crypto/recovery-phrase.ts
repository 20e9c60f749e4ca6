import { generateMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { createHmac } from 'node:crypto';
import { MeshidError } from '../errors.ts';
import { encodeKey } from '../identifiers.ts';
import type { KeyringHolder, KeyringOpener } from './keyring-block.ts';
import { deriveKey } from './primitives.ts';
import { encryptionKeyPairFromSecret, type EncryptionKeyPair } from './sealing.ts';

/** What a recovery phrase stands for. */
export interface RecoveryKeys {
  /** Of the ed25519 key that signs as the recovery authority, 32 bytes. */
  readonly authoritySeed: Uint8Array;
  /** A holder of every keyring of its person. */
  readonly encryption: EncryptionKeyPair;
}

const PHRASE_BITS = 256;
const HARDENED = 0x8000_0000;
/** m/44'/501'/0'/0', where Solana's wallets look first: any of them can restore the authority from the phrase. */
const AUTHORITY_PATH = [44, 501, 0, 0];

/** 24 words of BIP-39 in English. Whoever reads them can take the person over, one delay later. */
export function createRecoveryPhrase(): string {
  return generateMnemonic(wordlist, PHRASE_BITS);
}

/**
 * The keys of a phrase: BIP-39's seed without a passphrase; the authority's by SLIP-0010, the X25519 secret by
 * HKDF-SHA-256(seed, "meshid:recovery-encryption:1").
 *
 * @throws MeshidError `input/invalid` for words that are no phrase
 * @see https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
 * @see https://github.com/satoshilabs/slips/blob/master/slip-0010.md
 */
export function recoveryKeys(phrase: string): RecoveryKeys {
  const words = phrase.trim().toLowerCase().split(/\s+/).join(' ');
  if (!validateMnemonic(words, wordlist))
    throw new MeshidError('input/invalid', {
      what: 'recovery phrase',
      why: 'a word is missing, misspelt or out of place',
    });
  const seed = mnemonicToSeedSync(words);
  return {
    authoritySeed: deriveEd25519Seed(seed, AUTHORITY_PATH),
    encryption: encryptionKeyPairFromSecret(deriveKey(seed, 'meshid:recovery-encryption:1')),
  };
}

/** SLIP-0010 for ed25519, which has hardened children only: `path` is of the numbers before their marks. */
export function deriveEd25519Seed(seed: Uint8Array, path: readonly number[]): Uint8Array {
  let node = hmacSha512('ed25519 seed', seed);
  for (const index of path) {
    const data = Buffer.alloc(1 + 32 + 4);
    node.copy(data, 1, 0, 32);
    data.writeUInt32BE(HARDENED + index, 33);
    node = hmacSha512(node.subarray(32), data);
  }
  return Uint8Array.from(node.subarray(0, 32));
}

function hmacSha512(key: string | Uint8Array, data: Uint8Array): Buffer {
  return createHmac('sha512', key).update(data).digest();
}

/** The recovery key as a holder of its person's keyring, by what stands on chain. */
export function recoveryHolder(key: Uint8Array): KeyringHolder {
  return { kind: 'recovery', id: encodeKey(key), encryptionKey: key };
}

export function recoveryOpener({ encryption }: RecoveryKeys): KeyringOpener {
  return { kind: 'recovery', id: encodeKey(encryption.publicKey), keyPairs: [encryption] };
}
