import assert from 'node:assert/strict';
import { type Localnet, startLocalnet } from '@meshid/localnet';
import { rpc, type RpcReply } from '../../localnet/world.ts';
import { type Surfnet, startSurfnet } from '../surfnet.ts';
import { differences } from './differences.ts';
import { excuse } from './may-differ.ts';

/** Nothing here waits for a slot: blocks are made when they are asked for. */
const NEVER_MS = 60_000;

/** set_lamports_per_byte_to_6333 and …_5080, which lower the rent: the local chain's engine is older than they are. */
const CHEAPER_RENT = [
  '4a6f7o7iTcA8hRDCrPLkSatnt5Ykxiu36wo5p1Tt12wC',
  '61BtM7BkDEE8Yq5fskEVAQT9mYA8qCejJWoLe5apqg81',
];

/**
 * The local chain and Surfpool, asked the same and compared. Each transaction is byte for byte the same on both, so Surfpool takes
 * any block hash, and time stands still between the blocks, at the same second.
 */
export class Both implements AsyncDisposable {
  readonly ours: Localnet;
  readonly theirs: Surfnet;
  /** Seconds since 1970, on both. */
  time = 0;

  private constructor(ours: Localnet, theirs: Surfnet) {
    this.ours = ours;
    this.theirs = theirs;
  }

  static async start(): Promise<Both> {
    const theirs = await startSurfnet({
      ...{ slotMs: 1, blocks: 'transaction', blockhashes: 'any', withoutFeatures: CHEAPER_RENT },
    });
    const both = new Both(await startLocalnet({ slotMs: NEVER_MS }), theirs);
    await both.pass(1);
    return both;
  }

  /** Asks both, and gives the answer on which they agree. @throws AssertionError with all that differs */
  async ask(method: string, ...params: unknown[]): Promise<RpcReply> {
    const [ours, theirs] = await Promise.all(
      [this.ours.rpcUrl, this.theirs.rpcUrl].map((url) => rpc(url, method, ...params)),
    );
    assert.ok(ours !== undefined && theirs !== undefined);
    const found = differences(ours, theirs).filter((difference) => !excuse(method, difference));
    assert.deepEqual(
      found.map(({ path, ours, theirs }) => ({ path, localnet: ours, surfpool: theirs })),
      [],
      `${method} differs: ${JSON.stringify(params).slice(0, 300)}`,
    );
    return ours;
  }

  /** As `ask`, where both must succeed. */
  async get(method: string, ...params: unknown[]): Promise<unknown> {
    const { result, error } = await this.ask(method, ...params);
    assert.equal(error, undefined, `${method}: ${error?.message ?? ''}`);
    return result;
  }

  /** The local chain's, which is as good as any on the other. */
  async latestBlockhash(): Promise<string> {
    const { result } = await rpc(this.ours.rpcUrl, 'getLatestBlockhash', { commitment: 'processed' });
    return (result as { readonly value: { readonly blockhash: string } }).value.blockhash;
  }

  /** Ends the open blocks, at least a second later. */
  async pass(seconds: number): Promise<void> {
    const { time } = await this.ours.faults.warp({ seconds });
    this.time = time;
    const { error } = await rpc(this.theirs.rpcUrl, 'surfnet_timeTravel', {
      absoluteTimestamp: time * 1_000,
    });
    assert.equal(error, undefined, error?.message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.theirs[Symbol.asyncDispose]();
    await this.ours.close();
  }
}
