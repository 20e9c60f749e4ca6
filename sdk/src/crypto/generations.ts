import { MeshidError } from '../errors.ts';
import type { Keyring, KeyringHolder, KeyringKind, KeyringOpener } from './keyring-block.ts';
import { buildKeyring, openKeyring } from './keyring.ts';
import { cannotOpen, equalBytes, randomSecret } from './primitives.ts';
import { encryptionKeyPairFromSecret, type EncryptionKeyPair } from './sealing.ts';

/** X25519 secrets, one for each generation from 1 (or the oldest that is still wrapped) to `generation`. */
export interface Generations {
  readonly generation: bigint;
  readonly secrets: ReadonlyMap<bigint, Uint8Array>;
}

/** Whose secrets change by generations: those whose public half stands on chain. */
export type GenerationKind = Exclude<KeyringKind, 'dataset'>;

export function firstGeneration(): Generations {
  return { generation: 1n, secrets: new Map([[1n, randomSecret()]]) };
}

/** What there was, and one secret more. */
export function nextGeneration({ generation: before, secrets }: Generations): Generations {
  const generation = before + 1n;
  return { generation, secrets: new Map([...secrets, [generation, randomSecret()]]) };
}

/** @throws MeshidError `input/invalid` when that generation's secret is not here */
export function secretOfGeneration(keys: Generations, kind: GenerationKind, generation: bigint): Uint8Array {
  const secret = keys.secrets.get(generation);
  if (secret === undefined)
    throw new MeshidError('input/invalid', {
      what: `${kind} keys`,
      why: `generation ${generation} is missing`,
    });
  return secret;
}

export function keyPairOfGeneration(
  keys: Generations,
  kind: GenerationKind,
  generation: bigint,
): EncryptionKeyPair {
  return encryptionKeyPairFromSecret(secretOfGeneration(keys, kind, generation));
}

/** Every generation's key pair, the newest first: what was sealed to the subject may have been so in any of them. */
export function keyPairsOf({ secrets }: Generations): EncryptionKeyPair[] {
  return [...secrets.values()].reverse().map(encryptionKeyPairFromSecret);
}

export function sealGenerations(
  keys: Generations,
  { kind, subject }: { readonly kind: GenerationKind; readonly subject: string },
  holders: readonly KeyringHolder[],
): Keyring {
  const { generation: number, secrets } = keys;
  const { publicKey: extra } = keyPairOfGeneration(keys, kind, number);
  return buildKeyring({ kind, subject, number, secrets, extra }, holders);
}

/** @throws MeshidError `crypto/cannot-open`, `keyring/not-a-holder` */
export function openGenerations(
  block: Uint8Array,
  digest: Uint8Array,
  { kind, subject }: { readonly kind: GenerationKind; readonly subject: string },
  openers: readonly KeyringOpener[],
): Generations {
  const { number: generation, secrets, extra } = openKeyring(kind, block, digest, subject, openers);
  const keys = { generation, secrets };
  if (!equalBytes(keyPairOfGeneration(keys, kind, generation).publicKey, extra))
    cannotOpen(`${kind} keyring`);
  return keys;
}
