import type { Libp2p, Stream } from '@libp2p/interface';
import type { PeerId } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { hash } from 'node:crypto';
import { MeshidError } from '../errors.ts';
import {
  decodeAnswer,
  encodeBlock,
  framed,
  KEYRINGS_PROTOCOL,
  MAX_KEYRING_FRAME_BYTES,
  REFUSED,
} from './frames.ts';

const DIGEST_BYTES = 32;
const TIMEOUT_MS = 10_000;

/** Answers one digest with its keyring: whoever knows the digest read it from the public register. */
export async function serveKeyring(
  stream: Stream,
  keyrings: (digest: Uint8Array) => Promise<Uint8Array | undefined>,
): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const frames = framed(stream, DIGEST_BYTES);
  const digest = (await frames.read({ signal })).subarray();
  if (digest.length !== DIGEST_BYTES) throw new MeshidError('exchange/malformed', { what: 'digest' });
  const keyring = await keyrings(digest);
  await frames.write(keyring === undefined ? REFUSED : encodeBlock(keyring), { signal });
}

/**
 * Asks a peer for a keyring by its SHA-256. Returns nothing when the peer hasn't it, or sends another.
 *
 * @throws when the peer can't be reached
 */
export async function askForKeyring(
  host: Libp2p,
  peer: PeerId | Multiaddr[],
  digest: Uint8Array,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Uint8Array | undefined> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const limit = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const stream = await host.dialProtocol(peer, KEYRINGS_PROTOCOL, { signal: limit });
  try {
    const frames = framed(stream, MAX_KEYRING_FRAME_BYTES);
    await frames.write(digest, { signal: limit });
    const answer = decodeAnswer((await frames.read({ signal: limit })).subarray());
    if (answer.kind === 'refused') return undefined;
    return hash('sha256', answer.block, 'buffer').equals(digest) ? answer.block : undefined;
  } finally {
    stream.abort(new Error('done'));
  }
}
