import { Account, FailedTransactionMetadata, LiteSvm } from 'litesvm/dist/internal.js';
import { readTransactionError } from '../../../localnet/src/chain/transaction-error.ts';
import { type Address, PROGRAM, SYSTEM } from './addresses.ts';
import { type Attempt, toInstruction } from './attempt.ts';
import type { Chain, ChainAccount, Outcome } from './chain.ts';
import { nameOf } from './errors.ts';
import { PROGRAM_BINARY } from './idl.ts';
import type { Keys } from './keys.ts';
import { compileMessage } from './message.ts';
import { precedingInstruction } from './preceding.ts';

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
const bytes = (address: Address): Buffer => Buffer.from(address, 'hex');
const BLOCKHASH = new Uint8Array(32);
const START = 1_800_000_000n;

/**
 * A Solana runtime in this process. The transactions' own signatures aren't made and checked, which is what takes the
 * longest; who signs is what the message says, as always, and only somebody whose key there is.
 */
export class LiteSvmChain implements Chain {
  readonly movesTime = true;
  readonly #engine = new LiteSvm();
  readonly #keys: Keys;
  readonly #feePayer: Address;
  readonly #rents = new Map<number, bigint>();
  #now = START;

  constructor(keys: Keys, feePayer: Address) {
    this.#keys = keys;
    this.#feePayer = feePayer;
    this.#engine.setBlockhashCheck(false);
    this.#engine.setTransactionHistory(0n);
    this.#engine.setSigverify(false);
    this.#engine.setLogBytesLimit(0n);
    this.#engine.addProgram(bytes(PROGRAM), PROGRAM_BINARY);
    this.setTime(START);
  }

  now(): bigint {
    return this.#now;
  }

  setTime(seconds: bigint): void {
    const clock = this.#engine.getClock();
    clock.unixTimestamp = seconds;
    this.#engine.setClock(clock);
    this.#now = seconds;
  }

  rent(size: number): bigint {
    const known = this.#rents.get(size) ?? this.#engine.minimumBalanceForRentExemption(BigInt(size));
    this.#rents.set(size, known);
    return known;
  }

  fund(address: Address, lamports: bigint): void {
    const before = this.#engine.getAccount(bytes(address));
    const [data, owner] = [before?.data() ?? new Uint8Array(), before?.owner() ?? bytes(SYSTEM)];
    const money = (before?.lamports() ?? 0n) + lamports;
    this.#engine.setAccount(bytes(address), new Account(money, data, owner, false, 0n));
  }

  send(attempt: Attempt): Outcome {
    const { preceding } = attempt;
    const instructions = [
      ...(preceding === undefined ? [] : [precedingInstruction(preceding, this.#keys)]),
      toInstruction(attempt),
    ];
    const message = compileMessage(this.#feePayer, instructions, BLOCKHASH);
    this.#keys.mustHold(message.keys.slice(0, message.signers));
    const wire = Buffer.concat([
      Uint8Array.of(message.signers),
      Buffer.alloc(message.signers * 64),
      message.bytes,
    ]);
    const result = this.#engine.sendLegacyTransaction(wire);
    if (result instanceof FailedTransactionMetadata)
      return { error: nameOf(readTransactionError(result.err())), events: 0, now: this.#now };
    const program = message.keys.indexOf(PROGRAM);
    const events = result
      .innerInstructions()
      .flat()
      .filter((inner) => inner.instruction().programIdIndex() === program).length;
    return { error: undefined, events, now: this.#now };
  }

  account(address: Address): ChainAccount | undefined {
    const found = this.#engine.getAccount(bytes(address));
    return found === null || found.lamports() === 0n ? undefined : readAccount(found);
  }

  register(): ReadonlyMap<Address, ChainAccount> {
    return new Map(
      this.#engine
        .getProgramAccounts(bytes(PROGRAM))
        .map((entry) => [hex(entry.address), readAccount(entry.account())]),
    );
  }
}

function readAccount(account: Account): ChainAccount {
  const data = account.data();
  return {
    owner: hex(account.owner()),
    lamports: account.lamports(),
    data: Buffer.from(data.buffer, data.byteOffset, data.length),
  };
}
