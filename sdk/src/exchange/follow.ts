import type { Libp2p } from '@libp2p/interface';
import type { CID } from 'multiformats/cid';
import { setTimeout as delay } from 'node:timers/promises';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { type AskedBlock, BlockStream, type BlockStreamOptions, type Peer } from './client.ts';

export interface FollowOptions extends BlockStreamOptions {
  readonly host: Libp2p;
  readonly peer: Peer;
  readonly dataset: DatasetId;
  readonly cid: CID;
  /** Between an answer and the next request; below the minute after which a node ends an idle stream. */
  readonly intervalMs: number;
}

export interface FollowedAnswer extends AskedBlock {
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
  /** From its request to it. */
  readonly ms: number;
}

/**
 * Asks for one block again and again on one open stream, until the peer cuts it: also between two requests.
 *
 * @throws MeshidError `exchange/cut` when it is cut; `exchange/unreachable`, `exchange/timeout`, `exchange/wrong-block`
 */
export async function* followBlock({
  host,
  peer,
  dataset,
  cid,
  intervalMs,
  signal,
  limits,
}: FollowOptions): AsyncGenerator<FollowedAnswer> {
  using stream = await BlockStream.open(host, peer, dataset, { signal, limits });
  for (;;) {
    const asked = performance.now();
    await stream.request([cid], { signal });
    const answer = await stream.answer({ signal });
    yield { ...answer, at: Date.now(), ms: performance.now() - asked };
    const waiting = new AbortController();
    const rest = delay(intervalMs, 'asks again', {
      signal: signal === undefined ? waiting.signal : AbortSignal.any([signal, waiting.signal]),
    });
    try {
      if ((await Promise.race([rest, stream.closed])) === undefined)
        throw new MeshidError('exchange/cut', {}, { retryable: true });
    } finally {
      waiting.abort();
      await rest.catch(() => undefined);
    }
  }
}
