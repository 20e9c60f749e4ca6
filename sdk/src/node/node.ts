import type { Libp2p } from '@libp2p/interface';
import { AccessController } from '../authorisation/access-controller.ts';
import { ChainSource } from '../authorisation/chain-source.ts';
import { MirrorSource } from '../authorisation/mirror-source.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { createHost, LOOPBACK, serveBlocks } from '../exchange/index.ts';
import type { Home } from '../home/index.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';
import { announce } from './announce.ts';
import { deviceIn, parseMultiaddr } from './find-peers.ts';

/** How long a node waits for the index before it says that it is ready. */
const FIRST_ANNOUNCEMENT_MS = 5_000;

export interface NodeOptions {
  /** Multiaddrs; on loopback, at a free port, unless given. */
  readonly listen?: readonly string[] | undefined;
  /** Other computers' multiaddrs, to be remembered for when the index is away. */
  readonly peers?: readonly string[] | undefined;
  readonly maxStalenessMs?: number | undefined;
  readonly pollMs?: number | undefined;
  /** What happens, with its reasons, for this computer's own user only. */
  readonly onEvent?: ((event: NodeEvent) => void) | undefined;
}

export interface NodeEvent {
  readonly event: 'served' | 'refused' | 'cut' | 'misbehaved' | 'stale' | 'unannounced';
  readonly device?: DeviceId | undefined;
  readonly dataset?: DatasetId | undefined;
  readonly blocks?: number | undefined;
  readonly bytes?: number | undefined;
  readonly why?: string | undefined;
}

export interface RunningNode extends AsyncDisposable {
  readonly device: DeviceId;
  /** Multiaddrs with the peer id. */
  readonly addresses: readonly string[];
}

/** A reason is looked up by the event that follows the decision, so only the newest are kept. */
const MOST_REASONS = 1_000;

/**
 * Starts this computer's node: it serves the datasets that are here to whoever may read them, keyrings to everybody, and tells the
 * index where it is. Without index and chain it goes on, and refuses others once what it knows is too old.
 *
 * @throws MeshidError `home/no-device`
 */
export async function startNode(meshid: Meshid, options: NodeOptions = {}): Promise<RunningNode> {
  const { home, chain, index } = meshid;
  const onEvent = options.onEvent ?? (() => undefined);
  const { id, seed } = await home.device();
  const peers = (options.peers ?? []).map(parseMultiaddr);
  for (const address of peers) await home.peers.put(await deviceIn(address), [address]);
  const reasons = new Map<string, string>();
  const controller = new AccessController({
    sources: [new MirrorSource(index), new ChainSource(chain)],
    ...(options.maxStalenessMs === undefined ? {} : { maxStalenessMs: options.maxStalenessMs }),
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
    onDenied: ({ device, dataset, reason, stale }) => {
      if (reasons.size >= MOST_REASONS) reasons.clear();
      reasons.set(`${device} ${dataset}`, reason);
      if (stale) onEvent({ event: 'stale', device, dataset, why: reason });
    },
  });
  const host: Libp2p = await createHost({ seed, listen: options.listen ?? [LOOPBACK] });
  const stopServing = await serveBlocks(host, {
    authoriser: controller,
    stores: async (dataset) => home.stores.find(dataset),
    kept: async (dataset) => ((await mayPromise(home, dataset)) ? home.stores.find(dataset) : undefined),
    keyrings: async (digest) => home.keyrings.find(digest),
    onEvent: (event) => {
      const known = event.event === 'refused' || event.event === 'cut';
      const why =
        event.why ?? (known ? reasons.get(`${event.device ?? ''} ${event.dataset ?? ''}`) : undefined);
      onEvent({ ...event, ...(why === undefined ? {} : { why }) });
    },
  });
  const ending = new AbortController();
  const tried = Promise.withResolvers<undefined>();
  const announcing = announce(meshid, host, {
    signal: ending.signal,
    onTrouble: (why) => onEvent({ event: 'unannounced', device: id, why }),
    onTried: () => tried.resolve(undefined),
  });
  // Whoever looks for a node that said it is ready should find it. An index that hangs doesn't keep it from serving.
  await Promise.race([tried.promise, delay(FIRST_ANNOUNCEMENT_MS, undefined, { ref: false })]);
  return {
    device: id,
    addresses: host.getMultiaddrs().map(String),
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await stopServing();
      await controller[Symbol.asyncDispose]();
      await host.stop();
      await announcing;
    },
  };
}

/**
 * Whether others may count on what is here. Not while this computer lets go of blocks itself: of two that count on each other one asks
 * before the other has begun, and then finds the blocks gone. Nor when it is meant to let go of them, although that would lose nothing:
 * the last that has a block couldn't keep its limit.
 */
async function mayPromise({ storageLimit, use }: Home, dataset: DatasetId): Promise<boolean> {
  return (await storageLimit.find()) === undefined && !(await use.isCollected(dataset));
}
