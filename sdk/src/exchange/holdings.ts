import type { Libp2p, Stream } from '@libp2p/interface';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import { readBlock } from '../storage/index.ts';
import type { BlockAuthoriser } from './authoriser.ts';
import { openStream, type Peer } from './client.ts';
import { decide } from './deciding.ts';
import { FramedStream } from './framed-stream.ts';
import {
  decodeAnswer,
  decodeRequest,
  encodeBlock,
  encodeRequest,
  HOLDINGS_PROTOCOL,
  MAX_CIDS,
  MAX_REQUEST_BYTES,
  REFUSED,
} from './frames.ts';
import { CLIENT_LIMITS, type ClientLimits, type ServerLimits } from './limits.ts';
import { refusalTime } from './refusal.ts';

const MOST_ANSWER_BYTES = 1 + MAX_CIDS / 8;

export interface HoldingsOptions {
  readonly authoriser: BlockAuthoriser;
  /** The dataset's store where this computer keeps what is in it; nothing where it may let go of blocks itself. */
  readonly kept: (dataset: DatasetId) => Promise<Pick<Blockstore, 'get'> | undefined>;
  /** Runs what reads blocks when it may. */
  readonly inTurn: <T>(run: () => Promise<T>) => Promise<T>;
}

/**
 * Answers one request for blocks with a bit for each that this computer keeps, the first in the lowest bit of the first byte. A block
 * counts only when it was read and is what its CID names: somebody removes their own for this answer. That none is kept looks like a
 * refusal.
 */
export async function serveHoldings(
  stream: Stream,
  device: DeviceId | undefined,
  { authoriser, kept, inTurn }: HoldingsOptions,
  { idleMs, requestMs, stallMs, decisionMs, totalMs }: ServerLimits,
): Promise<void> {
  const frames = new FramedStream(stream, {
    mostFrameBytes: MAX_REQUEST_BYTES,
    mostWaitingBytes: 2 * MAX_REQUEST_BYTES,
    overflow: 'refuse',
  });
  const frame = await frames.read({ idleMs: Math.min(idleMs, requestMs), frameMs: requestMs });
  if (frame === undefined) return;
  const arrived = performance.now();
  const { dataset, cids } = decodeRequest(frame);
  using permit =
    device === undefined
      ? undefined
      : await decide(authoriser, device, dataset, AbortSignal.timeout(decisionMs));
  // Without a permit the store isn't looked into, so that nothing of it shows in the time that it takes.
  const store = permit === undefined ? undefined : await kept(dataset).catch(() => undefined);
  const bits = Buffer.alloc(Math.ceil(cids.length / 8));
  if (store !== undefined)
    await inTurn(async () => {
      for (const [at, cid] of cids.entries()) {
        permit?.signal.throwIfAborted();
        if (performance.now() - arrived > totalMs)
          throw new MeshidError('exchange/timeout', {}, { retryable: true });
        if (await isWhole(store, cid)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
      }
    });
  permit?.signal.throwIfAborted();
  const none = bits.every((byte) => byte === 0);
  if (none) await refusalTime(arrived);
  await frames.write([none ? REFUSED : encodeBlock(bits)], { stallMs });
}

async function isWhole(store: Pick<Blockstore, 'get'>, cid: CID): Promise<boolean> {
  try {
    await readBlock(store, cid);
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks a peer which blocks of a dataset it has, whole, and keeps. One that refuses keeps none.
 *
 * @param cids 1 to 256
 * @throws MeshidError `exchange/unreachable`, `exchange/timeout`, `exchange/cut`, `exchange/frame-too-large`, `exchange/malformed`
 */
export async function askWhatIsKept(
  host: Libp2p,
  peer: Peer,
  { dataset, cids }: { readonly dataset: DatasetId; readonly cids: readonly CID[] },
  options: { signal?: AbortSignal | undefined; limits?: Partial<ClientLimits> } = {},
): Promise<CID[]> {
  const limits = { ...CLIENT_LIMITS, ...options.limits };
  const { signal } = options;
  const stream = await openStream(host, peer, HOLDINGS_PROTOCOL, limits.dialMs, signal);
  try {
    const frames = new FramedStream(stream, {
      mostFrameBytes: MOST_ANSWER_BYTES,
      mostWaitingBytes: 2 * MOST_ANSWER_BYTES + 8,
      overflow: 'refuse',
    });
    await frames.write([encodeRequest({ dataset, cids })], { stallMs: limits.stallMs, signal });
    // It reads all of them before it answers.
    const frame = await frames.read({ idleMs: limits.holdingsMs, frameMs: limits.blockMs, signal });
    if (frame === undefined) throw new MeshidError('exchange/cut', {}, { retryable: true });
    const answer = decodeAnswer(frame);
    if (answer.kind === 'refused') return [];
    const bits = answer.block;
    if (bits.length !== Math.ceil(cids.length / 8))
      throw new MeshidError('exchange/malformed', { what: 'answer' });
    return cids.filter((_, at) => ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0);
  } finally {
    stream.abort(new Error('done'));
  }
}
