import bs58 from 'bs58';
// The package's main entry converts every address through base58 and every transaction through an object; the engine
// below it takes bytes, which is several times faster for what this chain does most.
import {
  Account as SvmAccount,
  FailedTransactionMetadata,
  LiteSvm,
  type TransactionMetadata,
} from 'litesvm/dist/internal.js';
import type { Account } from './account.ts';
import { readTransactionError, type TransactionError } from './transaction-error.ts';

export interface InnerInstruction {
  readonly programIdIndex: number;
  readonly accounts: number[];
  readonly data: Uint8Array;
  readonly stackHeight: number;
}

/** What executing or simulating a transaction told. */
export interface Outcome {
  readonly error: TransactionError | null;
  readonly logs: string[];
  /** By top-level instruction. */
  readonly innerInstructions: InnerInstruction[][];
  readonly computeUnits: number;
  readonly returnData: { readonly programId: string; readonly data: Uint8Array } | null;
}

export interface Simulation extends Outcome {
  /** The writable accounts as the transaction would leave them; empty when it fails. */
  readonly after: Map<string, Account | undefined>;
}

/** LiteSVM holds the state as of the open block. It aborts the process on malformed input, so callers parse first. */
export class Svm {
  readonly #engine = new LiteSvm();

  constructor() {
    // Age and duplicates are the chain's to judge: the engine knows one block hash only.
    this.#engine.setBlockhashCheck(false);
    this.#engine.setTransactionHistory(0n);
    this.#engine.withNativeMints();
    // The faucet is the chain's; nobody else begins with money.
    this.#engine.setLamports(0n);
  }

  account(address: string): Account | undefined {
    const account = this.#engine.getAccount(bs58.decode(address));
    return account === null ? undefined : readAccount(account);
  }

  accountsOf(owner: string): [string, Account][] {
    return this.#engine
      .getProgramAccounts(bs58.decode(owner))
      .map((entry) => [bs58.encode(entry.address), readAccount(entry.account())]);
  }

  /** Writes an account past all rules; `undefined` removes it. A program's data must be written before the program. */
  write(address: string, account: Account | undefined): void {
    const { lamports, data, owner, executable, rentEpoch } = account ?? ABSENT;
    this.#engine.setAccount(
      bs58.decode(address),
      new SvmAccount(lamports, data, bs58.decode(owner), executable, rentEpoch),
    );
  }

  /** @throws Error when the engine can't run the binary */
  addProgram(address: string, binary: Uint8Array): void {
    this.#engine.addProgram(bs58.decode(address), binary);
  }

  /** Executes a signed transaction. A failed one that got as far as running has paid its fee. */
  execute(wire: Uint8Array): Outcome {
    const result = this.#engine.sendVersionedTransaction(wire);
    return result instanceof FailedTransactionMetadata
      ? readOutcome(result.meta(), readTransactionError(result.err()))
      : readOutcome(result, null);
  }

  simulate(wire: Uint8Array, verifySignatures: boolean): Simulation {
    this.#engine.setSigverify(verifySignatures);
    try {
      const result = this.#engine.simulateVersionedTransaction(wire);
      if (result instanceof FailedTransactionMetadata)
        return { ...readOutcome(result.meta(), readTransactionError(result.err())), after: new Map() };
      const after = new Map<string, Account | undefined>();
      for (const entry of result.postAccounts()) {
        const account = readAccount(entry.account());
        after.set(bs58.encode(entry.address), account.lamports === 0n ? undefined : account);
      }
      return { ...readOutcome(result.meta(), null), after };
    } finally {
      this.#engine.setSigverify(true);
    }
  }

  setClock(slot: number, unixTime: number, epoch: number, epochStart: number): void {
    const clock = this.#engine.getClock();
    clock.slot = BigInt(slot);
    clock.unixTimestamp = BigInt(unixTime);
    clock.epoch = BigInt(epoch);
    clock.leaderScheduleEpoch = BigInt(epoch + 1);
    clock.epochStartTimestamp = BigInt(epochStart);
    this.#engine.setClock(clock);
  }

  minimumBalance(bytes: number): bigint {
    return this.#engine.minimumBalanceForRentExemption(BigInt(bytes));
  }
}

const ABSENT: Account = {
  lamports: 0n,
  data: new Uint8Array(),
  owner: '11111111111111111111111111111111',
  executable: false,
  rentEpoch: 0n,
};

function readAccount(account: SvmAccount): Account {
  return {
    lamports: account.lamports(),
    data: account.data(),
    owner: bs58.encode(account.owner()),
    executable: account.executable(),
    rentEpoch: account.rentEpoch(),
  };
}

function readOutcome(meta: TransactionMetadata, error: TransactionError | null): Outcome {
  const returned = meta.returnData();
  const data = returned.data();
  return {
    error,
    logs: meta.logs(),
    innerInstructions: meta.innerInstructions().map((list) =>
      list.map((inner) => {
        const instruction = inner.instruction();
        return {
          programIdIndex: instruction.programIdIndex(),
          accounts: [...instruction.accounts()],
          data: instruction.data(),
          stackHeight: inner.stackHeight(),
        };
      }),
    ),
    computeUnits: Number(meta.computeUnitsConsumed()),
    returnData: data.length === 0 ? null : { programId: bs58.encode(returned.programId()), data },
  };
}
