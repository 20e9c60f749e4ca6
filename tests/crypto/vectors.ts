import { readFile } from 'node:fs/promises';
import {
  encodeKey,
  parseDatasetId,
  parseGroupId,
  parsePersonId,
  restoreDeviceKey,
  type StoredDatasetKeys,
} from '@meshid/sdk';

interface StoredVersion {
  readonly head: string;
  readonly sequence: string;
  readonly blocks: Record<string, string>;
}

/** `vectors.json`: envelopes that were written once and must open for ever. */
export interface Vectors {
  readonly personKeyring: { readonly digest: string; readonly block: string };
  readonly groupKeyring: { readonly digest: string; readonly block: string };
  readonly datasetKeyring: { readonly digest: string; readonly block: string };
  readonly chunk: Record<'content' | 'key' | 'tag' | 'cid' | 'ciphertext', string>;
  readonly chunkKeyedByTag: Vectors['chunk'];
  readonly datasetLabel: { readonly text: string; readonly sealed: string };
  readonly deviceName: { readonly text: string; readonly sealed: string };
  readonly groupLabel: { readonly text: string; readonly sealed: string };
  readonly ticket: { readonly text: string; readonly message: string; readonly expiresAt: string };
  readonly version: StoredVersion & { readonly parent: string };
  readonly sealed: Record<'message' | 'context' | 'box', string>;
  readonly recoveryPhrase: Record<'words' | 'authority' | 'encryptionKey' | 'encryptionSecret', string>;
  readonly personKeyringWithRecovery: { readonly digest: string; readonly block: string };
  readonly datasetKeyringOfThreeKinds: { readonly digest: string; readonly block: string };
  readonly portLabel: { readonly text: string; readonly sealed: string };
  readonly deviceFile: unknown;
  readonly personFile: unknown;
  readonly datasetKeysExport: StoredDatasetKeys;
  readonly versionWithIndexes: StoredVersion;
}

export async function readVectors(): Promise<Vectors> {
  return JSON.parse(await readFile(new URL('vectors.json', import.meta.url), 'utf8')) as Vectors;
}

export const bytes = (value: number): Uint8Array => new Uint8Array(32).fill(value);
export const asHex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

export const device = restoreDeviceKey({ seed: bytes(1), encryptionSecret: bytes(2) });
export const person = {
  person: parsePersonId(encodeKey(bytes(3))),
  generation: 2n,
  secrets: new Map([
    [1n, bytes(4)],
    [2n, bytes(5)],
  ]),
};
export const group = {
  group: parseGroupId(encodeKey(bytes(12))),
  generation: 2n,
  secrets: new Map([
    [1n, bytes(13)],
    [2n, bytes(14)],
  ]),
};
export const keys = {
  dataset: parseDatasetId(encodeKey(bytes(6))),
  epoch: 2n,
  epochKeys: new Map([
    [1n, bytes(7)],
    [2n, bytes(8)],
  ]),
  constant: bytes(9),
};
