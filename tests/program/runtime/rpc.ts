import { PublicKey } from '@solana/web3.js';
import bs58 from 'bs58';
import type { TransactionError } from '../../../localnet/src/chain/transaction-error.ts';
import type { Account, Ran, Runtime } from './runtime.ts';
import type { SynchronousChain } from './synchronous.ts';

interface Meta {
  readonly err: TransactionError | null;
  readonly computeUnitsConsumed: number;
  readonly innerInstructions: readonly {
    readonly instructions: readonly { readonly programIdIndex: number; readonly data: string }[];
  }[];
}
interface AccountView {
  readonly lamports: number;
  readonly data: readonly [string, string];
  readonly owner: string;
  readonly executable: boolean;
}

const CLOCK = 'SysvarC1ock11111111111111111111111111111111';
const UNIX_TIME = 32;

/** A chain over RPC: what the local chain and Surfpool have in common. */
export abstract class RpcRuntime implements Runtime {
  protected readonly chain: SynchronousChain;

  constructor(chain: SynchronousChain) {
    this.chain = chain;
  }

  abstract setTime(seconds: bigint): void;
  abstract write(at: PublicKey, account: Account): void;
  /** Ends the block that a transaction was sent into, where the chain doesn't do so itself. */
  protected abstract endBlock(): void;

  get now(): bigint {
    const clock = this.#view(CLOCK);
    return Buffer.from(clock?.data[0] ?? '', 'base64').readBigInt64LE(UNIX_TIME);
  }

  blockhash(): string {
    const { value } = this.chain.call('getLatestBlockhash', { commitment: 'processed' }) as {
      value: { blockhash: string };
    };
    return value.blockhash;
  }

  run(wire: Uint8Array): Ran {
    const transaction = Buffer.from(wire).toString('base64');
    const signature = this.chain.call('sendTransaction', transaction, {
      ...{ encoding: 'base64', skipPreflight: true },
    });
    this.endBlock();
    const { meta } = this.chain.callUntil('getTransaction', signature, { commitment: 'confirmed' }) as {
      readonly meta: Meta;
    };
    return {
      error: meta.err,
      inner: meta.innerInstructions
        .flatMap(({ instructions }) => instructions)
        .map(({ programIdIndex, data }) => ({ programIdIndex, data: bs58.decode(data) })),
      computeUnits: meta.computeUnitsConsumed,
    };
  }

  account(at: PublicKey): Account | undefined {
    const found = this.#view(at.toBase58());
    if (found === null) return undefined;
    const { lamports, data, owner, executable } = found;
    const bytes = Uint8Array.from(Buffer.from(data[0], 'base64'));
    return { lamports: BigInt(lamports), data: bytes, owner: new PublicKey(owner), executable };
  }

  rent(length: number): bigint {
    return BigInt(Number(this.chain.call('getMinimumBalanceForRentExemption', length)));
  }

  #view(at: string): AccountView | null {
    const { value } = this.chain.call('getAccountInfo', at, {
      ...{ encoding: 'base64', commitment: 'processed' },
    }) as { value: AccountView | null };
    return value;
  }
}
