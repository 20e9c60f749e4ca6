import { PublicKey } from '@solana/web3.js';
import bs58 from 'bs58';
import type { TransactionError } from '../../../localnet/src/chain/transaction-error.ts';
import { SynchronousSurfnet } from '../../surfnet/synchronous.ts';
import type { Account, Ran, Runtime } from './runtime.ts';

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
/** Starting one takes a second, and it gets slower with all that it remembers: so many worlds are on one, where they share no keys. */
const WORLDS_EACH = 40;
let worlds = 0;
/** The newest last. The one before it still has the worlds of the test that goes on. */
const chains: SynchronousSurfnet[] = [];

function nextChain(): SynchronousSurfnet {
  const last = chains.at(-1);
  worlds += 1;
  if (last !== undefined && worlds % WORLDS_EACH !== 0) return last;
  if (chains.length > 1) chains.shift()?.end();
  const next = new SynchronousSurfnet();
  chains.push(next);
  return next;
}

/** Surfpool's chain over RPC. Its blocks end with each transaction, a thousandth of a second apart, so that time all but stands. */
export class SurfpoolRuntime implements Runtime {
  readonly #chain = nextChain();

  constructor() {
    // To the start of a second, which then lasts for a thousand blocks.
    this.setTime(this.now + 1n);
  }

  get now(): bigint {
    const clock = this.#view(CLOCK);
    return Buffer.from(clock?.data[0] ?? '', 'base64').readBigInt64LE(UNIX_TIME);
  }

  blockhash(): string {
    const { value } = this.#chain.call('getLatestBlockhash') as { value: { blockhash: string } };
    return value.blockhash;
  }

  setTime(seconds: bigint): void {
    this.#chain.call('surfnet_timeTravel', { absoluteTimestamp: Number(seconds) * 1_000 });
  }

  run(wire: Uint8Array): Ran {
    const transaction = Buffer.from(wire).toString('base64');
    const signature = this.#chain.call('sendTransaction', transaction, {
      ...{ encoding: 'base64', skipPreflight: true },
    });
    const { meta } = this.#chain.callUntil('getTransaction', signature, { commitment: 'confirmed' }) as {
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

  write(at: PublicKey, { lamports, data, owner, executable }: Account): void {
    this.#chain.call('surfnet_setAccount', at.toBase58(), {
      ...{ lamports: Number(lamports), data: Buffer.from(data).toString('hex') },
      ...{ owner: owner.toBase58(), executable },
    });
  }

  rent(length: number): bigint {
    return BigInt(Number(this.#chain.call('getMinimumBalanceForRentExemption', length)));
  }

  #view(at: string): AccountView | null {
    const { value } = this.#chain.call('getAccountInfo', at, {
      ...{ encoding: 'base64', commitment: 'processed' },
    }) as { value: AccountView | null };
    return value;
  }
}
