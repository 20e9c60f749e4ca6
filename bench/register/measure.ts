import { type Address, address, getTransactionDecoder, lamports } from '@solana/kit';
import {
  ComputeBudgetProgram,
  Ed25519Program,
  Keypair,
  PublicKey,
  Transaction,
  type TransactionInstruction,
} from '@solana/web3.js';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { fileURLToPath } from 'node:url';
import { type Change, floorInstruction, type State } from './floor.ts';

const MESHID = fileURLToPath(new URL('../../sdk/program/meshid.so', import.meta.url));
export const FLOOR = fileURLToPath(new URL('./floor/floor.so', import.meta.url));
const ENOUGH = lamports(1_000_000_000_000n);

export interface Story {
  /** The instruction that is measured comes last; a ticket's proof may come before it. */
  readonly instructions: readonly TransactionInstruction[];
  /** Without the payer. */
  readonly signers: readonly Keypair[];
  /** Seeds, without the bump, of what is created. */
  readonly seeds?: ReadonlyMap<string, readonly Uint8Array[]>;
}

export interface Measured {
  readonly computeUnits: number;
  readonly floorUnits: number;
  /** Lamports of rent of what was created. */
  readonly rent: bigint;
  /** With its usual signers, a compute limit and a priority fee. */
  readonly transactionBytes: number;
}

/** A runtime with the program, and beside it one where the floor stands at the same address, so that the same addresses are its own. */
export class Bench {
  readonly svm = new LiteSVM();
  readonly payer = Keypair.generate();
  readonly #program: PublicKey;
  readonly #feePayer = Keypair.generate();

  constructor(program: PublicKey) {
    this.#program = program;
    this.svm.addProgramFromFile(keyOf(program), MESHID);
    for (const key of [this.payer, this.#feePayer]) this.svm.airdrop(keyOf(key.publicKey), ENOUGH);
  }

  wallet(): Keypair {
    const wallet = Keypair.generate();
    this.svm.airdrop(keyOf(wallet.publicKey), ENOUGH);
    return wallet;
  }

  get now(): bigint {
    return this.svm.getClock().unixTimestamp;
  }

  warp(seconds: bigint): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp += seconds;
    this.svm.setClock(clock);
  }

  /** Runs it, then lets the floor leave the same accounts. */
  measure({ instructions, signers, seeds = new Map() }: Story): Measured {
    const measured = instructions.at(-1);
    if (measured === undefined) throw new Error('there is nothing to measure');
    const addresses = [
      ...new Set(measured.keys.filter((key) => key.isWritable).map((key) => key.pubkey.toBase58())),
    ];
    const before = new Map(addresses.map((one) => [one, stateOf(this.svm, one)]));
    const computeUnits = run(this.svm, instructions, this.#feePayer, signers);
    const change: Change = new Map(
      addresses.flatMap((one) => {
        const pair = { before: before.get(one), after: stateOf(this.svm, one) };
        return same(pair.before, pair.after) ? [] : [[one, pair] as const];
      }),
    );
    const floorUnits = this.#floor(measured, change, signers, seeds);
    const created = [...change.values()].filter((pair) => pair.before === undefined);
    return {
      computeUnits,
      floorUnits,
      rent: created.reduce((sum, { after }) => sum + (after?.lamports ?? 0n), 0n),
      transactionBytes: bytesOf(instructions, this.payer, signers),
    };
  }

  #floor(
    measured: TransactionInstruction,
    change: Change,
    signers: readonly Keypair[],
    seeds: NonNullable<Story['seeds']>,
  ): number {
    const svm = new LiteSVM();
    svm.addProgramFromFile(keyOf(this.#program), FLOOR);
    svm.airdrop(keyOf(this.#feePayer.publicKey), ENOUGH);
    for (const [one, { before }] of change)
      if (before !== undefined)
        svm.setAccount({
          address: address(one),
          data: before.data,
          executable: false,
          lamports: lamports(before.lamports),
          programAddress: before.owner,
          space: BigInt(before.data.length),
        });
    const signing = measured.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58());
    const instruction = floorInstruction({
      program: this.#program,
      change,
      signers: [...new Set(signing)].map((key) => new PublicKey(key)),
      payer: this.payer.publicKey,
      seeds,
    });
    const asked = instruction.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58());
    const units = run(
      svm,
      [instruction],
      this.#feePayer,
      [this.payer, ...signers].filter((key) => asked.includes(key.publicKey.toBase58())),
    );
    for (const [one, { after }] of change)
      if (!same(stateOf(svm, one), after)) throw new Error(`the floor left ${one} otherwise`);
    return units;
  }

  /** Runs what only prepares. */
  prepare(instructions: readonly TransactionInstruction[], signers: readonly Keypair[]): void {
    run(this.svm, instructions, this.#feePayer, signers);
  }
}

function run(
  svm: LiteSVM,
  instructions: readonly TransactionInstruction[],
  feePayer: Keypair,
  signers: readonly Keypair[],
): number {
  const transaction = new Transaction().add(...instructions);
  transaction.feePayer = feePayer.publicKey;
  transaction.recentBlockhash = svm.latestBlockhash();
  transaction.sign(feePayer, ...unique(signers));
  const wire = transaction.serialize();
  const result = svm.sendTransaction(getTransactionDecoder().decode(wire));
  svm.expireBlockhash();
  if (result instanceof FailedTransactionMetadata)
    throw new Error(`it failed: ${result.err().toString()}\n${result.meta().logs().join('\n')}`);
  return Number(result.computeUnitsConsumed());
}

function bytesOf(
  instructions: readonly TransactionInstruction[],
  payer: Keypair,
  signers: readonly Keypair[],
): number {
  const transaction = new Transaction().add(
    ComputeBudgetProgram.setComputeUnitLimit({ units: 20_000 }),
    ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_000n }),
    ...instructions,
  );
  transaction.feePayer = payer.publicKey;
  transaction.recentBlockhash = PublicKey.default.toBase58();
  transaction.sign(...unique([payer, ...signers]));
  return transaction.serialize({ verifySignatures: false }).length;
}

const unique = (signers: readonly Keypair[]): Keypair[] => [
  ...new Map(signers.map((signer) => [signer.publicKey.toBase58(), signer])).values(),
];

const keyOf = (key: PublicKey): Address => address(key.toBase58());

function stateOf(svm: LiteSVM, one: string): State | undefined {
  const account = svm.getAccount(address(one));
  if (!account.exists || account.lamports === 0n) return undefined;
  return { lamports: account.lamports, data: Uint8Array.from(account.data), owner: account.programAddress };
}

function same(a: State | undefined, b: State | undefined): boolean {
  return (
    a?.lamports === b?.lamports &&
    a?.owner === b?.owner &&
    Buffer.from(a?.data ?? []).equals(b?.data ?? Buffer.of())
  );
}

/** Whether a transaction carries a ticket's proof. */
export const hasProof = (instructions: readonly TransactionInstruction[]): boolean =>
  instructions.some(({ programId }) => programId.equals(Ed25519Program.programId));
