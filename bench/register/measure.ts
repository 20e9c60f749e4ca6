import { type Address, address, getTransactionDecoder, lamports } from '@solana/kit';
import {
  ComputeBudgetProgram,
  Keypair,
  PublicKey,
  Transaction,
  type TransactionInstruction,
} from '@solana/web3.js';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { fileURLToPath } from 'node:url';
import { type Change, floorInstruction, type State } from './floor.ts';

export const MESHID = fileURLToPath(new URL('../../sdk/program/meshid.so', import.meta.url));
export const FLOOR = fileURLToPath(new URL('./floor/floor.so', import.meta.url));
/** What fits into one packet of the network. */
export const PACKET_BYTES = 1232;
const START = 1_800_000_000n;
const ENOUGH = lamports(1_000_000_000_000n);

export interface Story {
  /** The instruction that is measured comes last; a ticket's proof may come before it. */
  readonly instructions: readonly TransactionInstruction[];
  /** The first pays the fee. */
  readonly signers: readonly [Keypair, ...Keypair[]];
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
  readonly program: PublicKey;
  readonly #feePayer = Keypair.generate();

  constructor(program: PublicKey) {
    this.program = program;
    this.svm.addProgramFromFile(keyOf(program), MESHID);
    const clock = this.svm.getClock();
    clock.unixTimestamp = START;
    this.svm.setClock(clock);
    this.svm.airdrop(keyOf(this.#feePayer.publicKey), ENOUGH);
  }

  wallet(wallet = Keypair.generate()): Keypair {
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

  /** Lamports of a program's data account of so many bytes. */
  rentOf(bytes: number): bigint {
    return this.svm.minimumBalanceForRentExemption(BigInt(bytes));
  }

  /** Runs it, then lets the floor leave the same accounts. */
  measure({ instructions, signers }: Story): Measured {
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
    const floorUnits = this.#floor(measured, change, signers);
    const created = [...change.values()].filter((pair) => pair.before === undefined);
    return {
      computeUnits,
      floorUnits,
      rent: created.reduce((sum, { after }) => sum + (after?.lamports ?? 0n), 0n),
      transactionBytes: bytesOf(instructions, signers),
    };
  }

  #floor(measured: TransactionInstruction, change: Change, signers: readonly Keypair[]): number {
    const svm = new LiteSVM();
    svm.addProgramFromFile(keyOf(this.program), FLOOR);
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
    const asked = new Set(measured.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58()));
    const instruction = floorInstruction({
      program: this.program,
      change,
      signers: [...asked].map((key) => new PublicKey(key)),
      accounts: measured.keys.map((key) => key.pubkey),
    });
    const signing = signers.filter((key) => asked.has(key.publicKey.toBase58()));
    const units = run(svm, [instruction], this.#feePayer, signing);
    for (const [one, { after }] of change)
      if (!same(stateOf(svm, one), after)) throw new Error(`the floor left ${one} otherwise`);
    return units;
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

function bytesOf(instructions: readonly TransactionInstruction[], signers: Story['signers']): number {
  const transaction = new Transaction().add(
    ComputeBudgetProgram.setComputeUnitLimit({ units: 20_000 }),
    ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_000n }),
    ...instructions,
  );
  transaction.feePayer = signers[0].publicKey;
  transaction.recentBlockhash = PublicKey.default.toBase58();
  transaction.sign(...unique(signers));
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
