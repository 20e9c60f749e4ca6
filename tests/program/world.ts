import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type IdlAccounts, Program, type Provider } from '@coral-xyz/anchor';
import { address, getTransactionDecoder, lamports } from '@solana/kit';
import type { PublicKey } from '@solana/web3.js';
import { Connection, Keypair, Transaction, type TransactionInstruction } from '@solana/web3.js';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { readTransactionError } from '../../localnet/src/chain/transaction-error.ts';
import type { Meshid } from '../../sdk/program/meshid.ts';

const ARTIFACTS = new URL('../../sdk/program/', import.meta.url);
/** The committed one, unless a mutant of it is tried. */
const BINARY = process.env['MESHID_PROGRAM_BINARY'] ?? fileURLToPath(new URL('meshid.so', ARTIFACTS));
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

/** A Solana runtime of its own, with the program. */
export class World {
  readonly svm = new LiteSVM();
  readonly feePayer = this.wallet();

  constructor() {
    this.svm.addProgramFromFile(address(PROGRAM.toBase58()), BINARY);
    this.setTime(1_800_000_000n);
  }

  /** A wallet with 10 SOL. */
  wallet(): Keypair {
    const wallet = Keypair.generate();
    this.svm.airdrop(address(wallet.publicKey.toBase58()), lamports(10_000_000_000n));
    return wallet;
  }

  get now(): bigint {
    return this.svm.getClock().unixTimestamp;
  }

  setTime(seconds: bigint): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp = seconds;
    this.svm.setClock(clock);
  }

  /** Runs one transaction. A payer who is nobody of the story pays the fee. */
  send(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): Outcome {
    const transaction = new Transaction().add(...instructions);
    transaction.feePayer = this.feePayer.publicKey;
    transaction.recentBlockhash = this.svm.latestBlockhash();
    transaction.sign(this.feePayer, ...signers);
    const keys = transaction.compileMessage().accountKeys;
    // The runtime checks the signatures, far more quickly.
    const wire = transaction.serialize({ verifySignatures: false });
    const result = this.svm.sendTransaction(getTransactionDecoder().decode(wire));
    // Otherwise the same transaction again would be refused for being the same.
    this.svm.expireBlockhash();
    const meta = result instanceof FailedTransactionMetadata ? result.meta() : result;
    const events = meta
      .innerInstructions()
      .flat()
      .filter((inner) => keys[inner.instruction().programIdIndex()]?.equals(PROGRAM) === true)
      .map((inner) => Buffer.from(inner.instruction().data()).subarray(8).toString('base64'))
      .map((data) => program.coder.events.decode(data))
      .filter((event) => event !== null);
    return {
      error: result instanceof FailedTransactionMetadata ? errorName(result.err()) : undefined,
      events,
      computeUnits: Number(meta.computeUnitsConsumed()),
    };
  }

  /** How long such a transaction is, with a payer of its own for the fee. */
  size(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): number {
    const transaction = new Transaction().add(...instructions);
    transaction.feePayer = this.feePayer.publicKey;
    transaction.recentBlockhash = this.svm.latestBlockhash();
    transaction.sign(this.feePayer, ...signers);
    return transaction.serialize().length;
  }

  lamports(of: PublicKey): bigint {
    return this.svm.getBalance(address(of.toBase58())) ?? 0n;
  }

  /** What an account of this length must hold. */
  rent(length: number): bigint {
    return this.svm.minimumBalanceForRentExemption(BigInt(length));
  }

  /** Sends money to any address. */
  fund(at: PublicKey, amount: bigint): void {
    const account = this.svm.getAccount(address(at.toBase58()));
    assert.ok(account.exists);
    this.svm.setAccount({ ...account, lamports: lamports(account.lamports + amount) });
  }

  /** Puts a copy of another world's account here. */
  implant(at: PublicKey, from: World, of: PublicKey): void {
    const account = from.svm.getAccount(address(of.toBase58()));
    assert.ok(account.exists);
    this.svm.setAccount({ ...account, address: address(at.toBase58()) });
  }

  data(of: PublicKey): Uint8Array | undefined {
    const account = this.svm.getAccount(address(of.toBase58()));
    return account.exists ? Uint8Array.from(account.data) : undefined;
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
    const account = this.svm.getAccount(address(of.toBase58()));
    assert.ok(account.exists);
    this.svm.setAccount({ ...account, programAddress: address(owner.toBase58()) });
  }

  /** Changes bytes of an account past all rules, for states that no instruction of today makes. */
  overwrite(of: PublicKey, at: number, bytes: Uint8Array): void {
    const account = this.svm.getAccount(address(of.toBase58()));
    assert.ok(account.exists);
    const data = Uint8Array.from(account.data);
    data.set(bytes, at);
    this.svm.setAccount({ ...account, data });
  }
}

function errorName(thrown: ReturnType<FailedTransactionMetadata['err']>): string {
  const error = readTransactionError(thrown);
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
