import type { Libp2p, PeerId, Stream } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { hash } from 'node:crypto';
import { MAX_KEYRING_BYTES } from '../crypto/keyring-block.ts';
import { MeshidError } from '../errors.ts';
import { openStream } from './client.ts';
import { FramedStream } from './framed-stream.ts';
import { decodeAnswer, encodeBlock, KEYRINGS_PROTOCOL, REFUSED } from './frames.ts';
import { CLIENT_LIMITS, type ClientLimits, type ServerLimits } from './limits.ts';

const DIGEST_BYTES = 32;
/** A keyring's tag stands before it. */
const MOST_FRAME_BYTES = 1 + MAX_KEYRING_BYTES;

/** Answers one digest with its keyring: whoever knows the digest read it from the public register. */
export async function serveKeyring(
  stream: Stream,
  keyrings: (digest: Uint8Array) => Promise<Uint8Array | undefined>,
  { idleMs, requestMs, stallMs }: ServerLimits,
): Promise<void> {
  const frames = new FramedStream(stream, {
    mostFrameBytes: DIGEST_BYTES,
    mostWaitingBytes: 1024,
    overflow: 'refuse',
  });
  const digest = await frames.read({ idleMs: Math.min(idleMs, requestMs), frameMs: requestMs });
  if (digest === undefined) return;
  if (digest.length !== DIGEST_BYTES) throw new MeshidError('exchange/malformed', { what: 'digest' });
  const keyring = await keyrings(digest).catch(() => undefined);
  const servable = keyring !== undefined && keyring.length <= MAX_KEYRING_BYTES;
  await frames.write([servable ? encodeBlock(keyring) : REFUSED], { stallMs });
}

/**
 * Asks a peer for a keyring by its SHA-256. Returns nothing when the peer hasn't it, or sends another.
 *
 * @throws MeshidError `exchange/unreachable`, `exchange/timeout`, `exchange/cut`, `exchange/frame-too-large`, `exchange/malformed`
 */
export async function askForKeyring(
  host: Libp2p,
  peer: PeerId | Multiaddr[],
  digest: Uint8Array,
  options: { signal?: AbortSignal; limits?: Partial<ClientLimits> } = {},
): Promise<Uint8Array | undefined> {
  const limits = { ...CLIENT_LIMITS, ...options.limits };
  const stream = await openStream(host, peer, KEYRINGS_PROTOCOL, limits.dialMs, options.signal);
  try {
    const frames = new FramedStream(stream, {
      mostFrameBytes: MOST_FRAME_BYTES,
      mostWaitingBytes: 2 * MOST_FRAME_BYTES,
      overflow: 'refuse',
    });
    await frames.write([digest], { stallMs: limits.stallMs, signal: options.signal });
    const times = { idleMs: limits.answerMs, frameMs: limits.blockMs, signal: options.signal };
    const frame = await frames.read(times);
    if (frame === undefined) throw new MeshidError('exchange/cut', {}, { retryable: true });
    const answer = decodeAnswer(frame);
    if (answer.kind === 'refused') return undefined;
    return hash('sha256', answer.block, 'buffer').equals(digest) ? answer.block : undefined;
  } finally {
    stream.abort(new Error('done'));
  }
}
