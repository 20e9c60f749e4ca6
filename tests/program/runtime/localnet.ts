import type { PublicKey } from '@solana/web3.js';
import { RpcRuntime } from './rpc.ts';
import type { Account } from './runtime.ts';
import { SynchronousChain } from './synchronous.ts';

let chain: SynchronousChain | undefined;

/** The local chain over RPC, one for all worlds, which share no keys. Its clock stands, and its blocks end when they are told to. */
export class LocalnetRuntime extends RpcRuntime {
  constructor() {
    super((chain ??= new SynchronousChain('localnet')));
    this.chain.call('localnet_stopClock');
  }

  setTime(seconds: bigint): void {
    this.chain.call('localnet_warp', { seconds: Number(seconds - this.now), slots: 1 });
  }

  write(at: PublicKey, { lamports, data, owner, executable }: Account): void {
    this.chain.call('localnet_setAccount', at.toBase58(), {
      ...{ lamports: Number(lamports), data: Buffer.from(data).toString('base64') },
      ...{ owner: owner.toBase58(), executable },
    });
  }

  protected endBlock(): void {
    this.chain.call('localnet_warp', { slots: 1 });
  }
}
