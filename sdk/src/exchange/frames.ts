import { CID } from 'multiformats/cid';
import { Uint8ArrayList } from 'uint8arraylist';
import { MeshidError } from '../errors.ts';
import { type DatasetId, encodeKey, keyBytes, parseDatasetId } from '../identifiers.ts';

/** Serves blocks to those who may read their dataset. */
export const BLOCKS_PROTOCOL = '/meshid/blocks/1';
/** Serves keyrings, which are public, to anybody who knows a digest. */
export const KEYRINGS_PROTOCOL = '/meshid/keyrings/1';

export const MAX_CIDS = 256;
/** A leaf has at most 1 MiB. */
export const MAX_BLOCK_BYTES = 2 ** 20 + 2 ** 10;

/** Tells those who may read a dataset which of its blocks this computer keeps, so that they need not. */
export const HOLDINGS_PROTOCOL = '/meshid/holdings/1';

const VERSION = 1;
const DATASET_BYTES = 32;
/** CIDv1, a one-byte codec, sha2-256: the only CIDs that meshid makes. */
const CID_BYTES = 36;
const HEADER_BYTES = 1 + DATASET_BYTES;
export const MAX_REQUEST_BYTES = HEADER_BYTES + MAX_CIDS * CID_BYTES;

/** The whole of every refusal: forbidden, missing and unknown are the same byte. */
export const REFUSED = Uint8Array.of(0);
const BLOCK_TAG = Uint8Array.of(1);

export interface BlockRequest {
  readonly dataset: DatasetId;
  readonly cids: readonly CID[];
}

export type Answer = { readonly kind: 'block'; readonly block: Uint8Array } | { readonly kind: 'refused' };

/** version (1) ‖ dataset (32) ‖ 1 to 256 CIDs of 36 bytes. */
export function encodeRequest({ dataset, cids }: BlockRequest): Uint8Array {
  if (cids.length === 0 || cids.length > MAX_CIDS)
    throw new MeshidError('input/invalid', {
      what: 'request',
      why: `it should ask for 1 to ${MAX_CIDS} blocks`,
    });
  const parts = cids.map(({ bytes }) => {
    if (bytes.length !== CID_BYTES)
      throw new MeshidError('input/invalid', { what: 'CID', why: 'it should be CIDv1 of sha2-256' });
    return bytes;
  });
  return Buffer.concat([Uint8Array.of(VERSION), keyBytes(dataset), ...parts]);
}

/** @throws MeshidError `exchange/malformed` */
export function decodeRequest(frame: Uint8Array): BlockRequest {
  const listed = frame.length - HEADER_BYTES;
  if (frame[0] !== VERSION || listed <= 0 || listed % CID_BYTES !== 0)
    throw new MeshidError('exchange/malformed', { what: 'request' });
  const cids: CID[] = [];
  for (let at = HEADER_BYTES; at < frame.length; at += CID_BYTES)
    cids.push(decodeCid(frame.subarray(at, at + CID_BYTES)));
  return { dataset: parseDatasetId(encodeKey(frame.subarray(1, HEADER_BYTES))), cids };
}

function decodeCid(bytes: Uint8Array): CID {
  try {
    return CID.decode(bytes);
  } catch (cause) {
    throw new MeshidError('exchange/malformed', { what: 'CID' }, { cause });
  }
}

/** 1 ‖ the block's bytes. */
export function encodeBlock(block: Uint8Array): Uint8ArrayList {
  return new Uint8ArrayList(BLOCK_TAG, block);
}

/** @throws MeshidError `exchange/malformed` */
export function decodeAnswer(frame: Uint8Array): Answer {
  if (frame.length === 1 && frame[0] === REFUSED[0]) return { kind: 'refused' };
  if (frame[0] !== BLOCK_TAG[0]) throw new MeshidError('exchange/malformed', { what: 'answer' });
  return { kind: 'block', block: frame.subarray(1) };
}
