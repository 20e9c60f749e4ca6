import type { PublicKey } from '@solana/web3.js';
import { RpcRuntime } from './rpc.ts';
import type { Account } from './runtime.ts';
import { SynchronousChain } from './synchronous.ts';

/** Starting one takes a second, and it gets slower with all that it remembers: so many worlds are on one, where they share no keys. */
const WORLDS_EACH = 40;
let worlds = 0;
/** The newest last. The one before it still has the worlds of the test that goes on. */
const chains: SynchronousChain[] = [];

function nextChain(): SynchronousChain {
  const last = chains.at(-1);
  worlds += 1;
  if (last !== undefined && worlds % WORLDS_EACH !== 0) return last;
  if (chains.length > 1) chains.shift()?.end();
  const next = new SynchronousChain('surfpool');
  chains.push(next);
  return next;
}

/** Surfpool's chain over RPC. Its blocks end with each transaction, a thousandth of a second apart, so that time all but stands. */
export class SurfpoolRuntime extends RpcRuntime {
  constructor() {
    super(nextChain());
    // To the start of a second, which then lasts for a thousand blocks.
    this.setTime(this.now + 1n);
  }

  setTime(seconds: bigint): void {
    this.chain.call('surfnet_timeTravel', { absoluteTimestamp: Number(seconds) * 1_000 });
  }

  write(at: PublicKey, { lamports, data, owner, executable }: Account): void {
    this.chain.call('surfnet_setAccount', at.toBase58(), {
      ...{ lamports: Number(lamports), data: Buffer.from(data).toString('hex') },
      ...{ owner: owner.toBase58(), executable },
    });
  }

  protected endBlock(): void {
    // Each transaction ends its own.
  }
}
