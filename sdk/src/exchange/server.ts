import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface';
import type { Blockstore } from 'interface-blockstore';
import { isMeshidError } from '../errors.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import type { BlockAuthoriser } from './authoriser.ts';
import { collectSeldom } from './collections.ts';
import { BLOCKS_PROTOCOL, HOLDINGS_PROTOCOL, KEYRINGS_PROTOCOL } from './frames.ts';
import { type HoldingsOptions, serveHoldings } from './holdings.ts';
import { deviceOfPeer } from './host.ts';
import { serveKeyring } from './keyrings.ts';
import { SERVER_LIMITS, type ServerLimits } from './limits.ts';
import { ServedStream } from './served-stream.ts';

export interface BlockServerOptions {
  readonly authoriser: BlockAuthoriser;
  /** The dataset's own store; a block is served from no other. */
  readonly stores: (dataset: DatasetId) => Promise<Pick<Blockstore, 'get' | 'has'> | undefined>;
  /** The same, where this computer keeps what is in it; it keeps nothing for others unless given. */
  readonly kept?: HoldingsOptions['kept'];
  /** A public keyring by its SHA-256. */
  readonly keyrings: (digest: Uint8Array) => Promise<Uint8Array | undefined>;
  /** Told what was done, for this computer's own user: peers never learn it. */
  readonly onEvent?: (event: ServedEvent) => void;
  readonly limits?: Partial<ServerLimits>;
}

export interface ServedEvent {
  readonly event: 'served' | 'refused' | 'cut' | 'misbehaved';
  /** Missing where the peer's key can't be a device's. */
  readonly device?: DeviceId;
  readonly dataset?: DatasetId;
  readonly blocks?: number;
  readonly bytes?: number;
  readonly why?: string;
}

/** Serves `/meshid/blocks/1`, `/meshid/holdings/1` and `/meshid/keyrings/1`. Returns what stops it and cuts what is open. */
export async function serveBlocks(host: Libp2p, options: BlockServerOptions): Promise<() => Promise<void>> {
  collectSeldom();
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const open = new Map<Stream, string>();
  const handle =
    (serve: (stream: Stream, connection: Connection) => Promise<void>) =>
    async (stream: Stream, connection: Connection): Promise<void> => {
      const peer = connection.remotePeer.toString();
      if ([...open.values()].filter((other) => other === peer).length >= limits.streamsPerDevice) {
        stream.abort(new Error('too many streams'));
        return;
      }
      open.set(stream, peer);
      try {
        await serve(stream, connection);
        await stream.close({ signal: AbortSignal.timeout(limits.stallMs) });
      } catch (error) {
        const device = findDevice(connection.remotePeer);
        if (isMisbehaviour(error))
          options.onEvent?.({
            event: 'misbehaved',
            why: error.message,
            ...(device === undefined ? {} : { device }),
          });
        stream.abort(error instanceof Error ? error : new Error(String(error)));
      } finally {
        open.delete(stream);
      }
    };
  const perConnection = { maxInboundStreams: limits.streamsPerDevice };
  await host.handle(
    BLOCKS_PROTOCOL,
    handle(async (stream, connection) => {
      const served = new ServedStream(stream, connection, findDevice(connection.remotePeer), options, limits);
      await served.serve();
    }),
    perConnection,
  );
  const { authoriser, kept = async () => undefined } = options;
  const inTurn = oneAfterTheOther();
  await host.handle(
    HOLDINGS_PROTOCOL,
    handle(async (stream, connection) =>
      serveHoldings(stream, findDevice(connection.remotePeer), { authoriser, kept, inTurn }, limits),
    ),
    perConnection,
  );
  await host.handle(
    KEYRINGS_PROTOCOL,
    handle(async (stream) => serveKeyring(stream, options.keyrings, limits)),
    perConnection,
  );
  return async () => {
    await host.unhandle([BLOCKS_PROTOCOL, HOLDINGS_PROTOCOL, KEYRINGS_PROTOCOL]);
    for (const stream of open.keys()) stream.abort(new Error('the node stops'));
  };
}

/** Runs what it is given one at a time: what reads far more than it is asked and answers. */
function oneAfterTheOther(): HoldingsOptions['inTurn'] {
  let before: Promise<unknown> = Promise.resolve();
  return (run) => {
    const running = before.then(run);
    before = running.catch(() => undefined);
    return running;
  };
}

function findDevice(peer: PeerId): DeviceId | undefined {
  try {
    return deviceOfPeer(peer);
  } catch {
    return undefined;
  }
}

/** A peer that goes away does nothing wrong. */
function isMisbehaviour(error: unknown): error is Error {
  return isMeshidError(error) && error.code !== 'exchange/cut';
}
