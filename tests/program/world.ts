import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type IdlAccounts, Program, type Provider } from '@coral-xyz/anchor';
import {
  Connection,
  Keypair,
  type PublicKey,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
} from '@solana/web3.js';
import type { TransactionError } from '../../localnet/src/chain/transaction-error.ts';
import type { Meshid } from '../../sdk/program/meshid.ts';
import { type Account, openRuntime } from './runtime/runtime.ts';

const ARTIFACTS = new URL('../../sdk/program/', import.meta.url);
const idl = JSON.parse(readFileSync(new URL('meshid.json', ARTIFACTS), 'utf8')) as Meshid;
// Instructions are only built and accounts only decoded here: nothing connects.
const provider: Provider = { connection: new Connection('http://127.0.0.1:1') };
export const program = new Program<Meshid>(idl, provider);
export const PROGRAM = program.programId;

export type AccountName = keyof IdlAccounts<Meshid>;
export interface Event {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface Outcome {
  /** The name of the rule that was broken, a number for another program's, or the runtime's own name for it. */
  readonly error: string | undefined;
  readonly events: readonly Event[];
  readonly computeUnits: number;
}

/** A Solana runtime with the program, and somebody who pays the fees. */
export class World {
  readonly runtime = openRuntime();
  readonly feePayer = this.wallet();

  /** A wallet with 10 SOL. */
  wallet(): Keypair {
    const wallet = Keypair.generate();
    this.fund(wallet.publicKey, 10_000_000_000n);
    return wallet;
  }

  get now(): bigint {
    return this.runtime.now;
  }

  setTime(seconds: bigint): void {
    this.runtime.setTime(seconds);
  }

  /** Runs one transaction. A payer who is nobody of the story pays the fee. */
  send(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): Outcome {
    const transaction = this.#signed(instructions, signers);
    const keys = transaction.compileMessage().accountKeys;
    // The runtime checks the signatures, far more quickly.
    const wire = transaction.serialize({ verifySignatures: false });
    const { error, inner, computeUnits } = this.runtime.run(wire);
    const events = inner
      .filter(({ programIdIndex }) => keys[programIdIndex]?.equals(PROGRAM) === true)
      .map(({ data }) => Buffer.from(data).subarray(8).toString('base64'))
      .map((data) => program.coder.events.decode(data))
      .filter((event) => event !== null);
    return { error: error === null ? undefined : errorName(error), events, computeUnits };
  }

  /** How long such a transaction is, with a payer of its own for the fee. */
  size(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): number {
    return this.#signed(instructions, signers).serialize().length;
  }

  #signed(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): Transaction {
    const transaction = new Transaction().add(...instructions);
    transaction.feePayer = this.feePayer.publicKey;
    transaction.recentBlockhash = this.runtime.blockhash();
    transaction.sign(this.feePayer, ...signers);
    return transaction;
  }

  lamports(of: PublicKey): bigint {
    return this.runtime.account(of)?.lamports ?? 0n;
  }

  /** What an account of this length must hold. */
  rent(length: number): bigint {
    return this.runtime.rent(length);
  }

  /** Sends money to any address. */
  fund(at: PublicKey, amount: bigint): void {
    const account = this.runtime.account(at) ?? EMPTY;
    this.runtime.write(at, { ...account, lamports: account.lamports + amount });
  }

  /** Puts a copy of another world's account here. */
  implant(at: PublicKey, from: World, of: PublicKey): void {
    this.runtime.write(at, from.#account(of));
  }

  data(of: PublicKey): Uint8Array | undefined {
    return this.runtime.account(of)?.data;
  }

  read<Name extends AccountName>(name: Name, of: PublicKey): IdlAccounts<Meshid>[Name] {
    const data = this.data(of);
    assert.ok(data !== undefined, `there is no ${name} at ${of.toBase58()}`);
    return program.coder.accounts.decode<IdlAccounts<Meshid>[Name]>(name, Buffer.from(data));
  }

  /** How long such an account is, its discriminator included. */
  accountBytes(name: AccountName): number {
    return program.coder.accounts.size(name);
  }

  /** Gives an account to another owner, its data unchanged. */
  disown(of: PublicKey, owner: PublicKey): void {
    this.runtime.write(of, { ...this.#account(of), owner });
  }

  /** Changes bytes of an account past all rules, for states that no instruction of today makes. */
  overwrite(of: PublicKey, at: number, bytes: Uint8Array): void {
    const account = this.#account(of);
    const data = Uint8Array.from(account.data);
    data.set(bytes, at);
    this.runtime.write(of, { ...account, data });
  }

  #account(at: PublicKey): Account {
    const account = this.runtime.account(at);
    assert.ok(account !== undefined);
    return account;
  }
}

const EMPTY: Account = {
  ...{ lamports: 0n, data: new Uint8Array(), owner: SystemProgram.programId, executable: false },
};

function errorName(error: TransactionError): string {
  if (typeof error === 'string' || !('InstructionError' in error)) return JSON.stringify(error);
  const [, broken] = error.InstructionError;
  if (typeof broken === 'string') return broken;
  return idl.errors.find(({ code }) => code === broken.Custom)?.name ?? String(broken.Custom);
}

/** The instruction succeeded, and told of it by exactly this one event. */
export function succeeded(outcome: Outcome, event: string): Event['data'] {
  assert.equal(outcome.error, undefined);
  assert.deepEqual(
    outcome.events.map(({ name }) => name),
    [event],
  );
  const [only] = outcome.events;
  assert.ok(only !== undefined);
  return only.data;
}

/** The instruction was refused for exactly this reason. */
export function refused(outcome: Outcome, reason: string): void {
  // The IDL's type has its errors' names in camel case; the chain's users see these.
  assert.equal(outcome.error?.toLowerCase(), reason.toLowerCase());
}

export const bytes = (value: number, length = 32): number[] => Array<number>(length).fill(value);
/** A binary CIDv1 of dag-pb. */
export const head = (value: number): number[] => [1, 0x70, 0x12, 0x20, ...bytes(value)];
