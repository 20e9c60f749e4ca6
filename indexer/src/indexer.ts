import { MeshidError } from '@meshid/sdk';
import { Agreements } from './checkpoint/agreements.ts';
import { Checkpoint } from './checkpoint/checkpoint.ts';
import { openDatabase } from './database/open.ts';
import { serve } from './http/server.ts';
import { Mirrored } from './mirrored.ts';
import { Decoder } from './project/decode.ts';
import { IDL } from './project/idl.ts';
import { ChainReads } from './source/chain-reads.ts';
import { Follower, INTERVALS, pause, type Intervals } from './source/follow.ts';
import { History } from './source/history.ts';
import { HotAccounts } from './source/hot-accounts.ts';
import { Mirror } from './source/mirror.ts';
import { httpRpc } from './source/rpc.ts';

export interface IndexerOptions {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  /** A folder for PGlite, `memory://`, or a postgres:// URL. */
  readonly database: string;
  /** 0, the default, for any that is free. */
  readonly port?: number;
  readonly host?: string;
  readonly programId?: string;
  readonly intervals?: Partial<Intervals>;
  readonly log?: (message: string) => void;
  /** Gives up waiting for the chain. */
  readonly signal?: AbortSignal;
}

export interface Indexer extends AsyncDisposable {
  /** Of the HTTP interface. */
  readonly url: string;
  /** The database, without a password. */
  readonly database: string;
  readonly slot: bigint;
  /** Settles when the index ends: rejects when it had to end by itself. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const CHAIN_RETRY_MS = 500;

/**
 * Mirrors the register of a chain into a database, and serves it. Resolves when the mirror has agreed with the chain once.
 *
 * @throws MeshidError `index/…`
 */
export async function startIndexer(options: IndexerOptions): Promise<Indexer> {
  const {
    rpcUrl,
    wsUrl,
    port = 0,
    host = '127.0.0.1',
    programId = IDL.address,
    log = () => undefined,
  } = options;
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const reads = new ChainReads(httpRpc(rpcUrl), programId);
  const database = await openDatabase({ database: options.database });
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const closeAll = async () => {
    for (const close of closers.reverse()) await close();
  };
  try {
    const decoder = new Decoder(IDL);
    const agreements = new Agreements();
    const chain = { programId, genesisHash: await awaitGenesis(reads, signal, log) };
    const checkpoint = await Checkpoint.open(database, decoder, agreements, chain);
    closers.push(() => checkpoint.close());
    const mirror = new Mirror(database, reads, checkpoint, agreements);
    const history = new History(database, reads, decoder);
    const hot = new HotAccounts();
    const intervals = { ...INTERVALS, ...options.intervals };
    const parts = { database, checkpoint, agreements, mirror, hot, chain };
    const follower = new Follower({
      ...{ ...parts, reads, wsUrl, history, intervals, log },
      ...{ genesisHash: chain.genesisHash, databaseName: database.description },
    });
    const server = await serve(new Mirrored({ ...parts, follower, ending: stop.signal }), host, port, log);
    closers.push(() => server.close());
    const ended = run(follower, signal, database.lost).finally(() => stop.abort());
    ended.catch(() => undefined);
    closers.push(async () => {
      stop.abort();
      await ended.catch(() => undefined);
    });
    await Promise.race([caughtUp(follower, signal), ended]);
    options.signal?.throwIfAborted();
    const close = once(closeAll);
    return {
      ...{ url: server.url, database: database.description, ended, close, [Symbol.asyncDispose]: close },
      get slot() {
        return agreements.newestSlot;
      },
    };
  } catch (error) {
    stop.abort();
    await closeAll();
    throw error;
  }
}

async function run(follower: Follower, signal: AbortSignal, lost: AbortSignal): Promise<void> {
  const either = AbortSignal.any([signal, lost]);
  await follower.run(either);
  if (lost.aborted && !signal.aborted) throw lost.reason;
}

async function awaitGenesis(
  reads: ChainReads,
  signal: AbortSignal,
  log: (message: string) => void,
): Promise<string> {
  for (let told = false; ; told = true) {
    try {
      return await reads.genesisHash(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof MeshidError && error.retryable)) throw error;
      if (!told) log(`waiting: ${error.message}`);
      await pause(CHAIN_RETRY_MS, signal);
    }
  }
}

async function caughtUp(follower: Follower, signal: AbortSignal): Promise<void> {
  while (!follower.following && !signal.aborted) await pause(10, signal);
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
