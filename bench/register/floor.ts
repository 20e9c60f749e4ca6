import type { Address } from '@solana/kit';
import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import { findSeeds } from './seeds.ts';

/** An account before or after an instruction; `undefined` where there is none. */
export interface State {
  readonly lamports: bigint;
  readonly data: Uint8Array;
  readonly owner: Address;
}

/** The accounts that an instruction changed, by address. */
export type Change = ReadonlyMap<
  string,
  { readonly before: State | undefined; readonly after: State | undefined }
>;

export interface FloorInput {
  readonly program: PublicKey;
  readonly change: Change;
  /** Everybody whose signature the measured instruction asked for. */
  readonly signers: readonly PublicKey[];
  /** All that the measured instruction was given: what it created is derived from some of them. */
  readonly accounts: readonly PublicKey[];
}

const CREATE = 1;
const WRITE = 2;
const CLOSE = 3;
const SHRINK = 4;
/** A run of equal bytes that is shorter costs more to skip than to write. */
const WORTH_SKIPPING = 8;

/** The instruction by which `bench/register/floor` leaves the same accounts: see its source for the bytes. */
export function floorInstruction({ program, change, signers, accounts }: FloorInput): TransactionInstruction {
  const changed = [...change];
  const keys = new Map(signers.map((key) => [key.toBase58(), true]));
  for (const [address] of changed) keys.set(address, keys.get(address) ?? false);
  if (changed.some(([, { before }]) => before === undefined))
    keys.set(SystemProgram.programId.toBase58(), false);
  const order = [...keys.keys()];
  const at = (address: string): number => order.indexOf(address);
  const operations = changed.flatMap(([address, { before, after }]) => {
    if (after === undefined) return [Buffer.of(CLOSE, at(address), at(heirOf(change, address)))];
    if (before !== undefined && after.data.length < before.data.length) {
      const shrink = Buffer.alloc(13);
      shrink.set([SHRINK, at(address), at(heirOf(change, address))]);
      shrink.writeUInt16LE(after.data.length, 3);
      shrink.writeBigUInt64LE(before.lamports - after.lamports, 5);
      return [shrink, ...writes(at(address), before.data, after.data)];
    }
    if (before !== undefined) return writes(at(address), before.data, after.data);
    return [
      createOperation(
        program,
        at(address),
        at(payerIn(change)),
        after,
        findSeeds(program, address, accounts),
      ),
      ...writes(at(address), new Uint8Array(after.data.length), after.data),
    ];
  });
  return new TransactionInstruction({
    programId: program,
    keys: order.map((address) => ({
      pubkey: new PublicKey(address),
      isSigner: keys.get(address) ?? false,
      isWritable: change.has(address),
    })),
    data: Buffer.concat([Buffer.of(signers.length), ...operations]),
  });
}

function createOperation(
  program: PublicKey,
  account: number,
  payer: number,
  { lamports, data }: State,
  seeds: readonly Uint8Array[],
): Buffer {
  const [, bump] = PublicKey.findProgramAddressSync([...seeds], program);
  const fixed = Buffer.alloc(14);
  fixed.set([CREATE, account, payer]);
  fixed.writeUInt16LE(data.length, 3);
  fixed.writeBigUInt64LE(lamports, 5);
  fixed[13] = seeds.length + 1;
  const all = [...seeds, Uint8Array.of(bump)];
  return Buffer.concat([fixed, ...all.flatMap((seed) => [Buffer.of(seed.length), seed])]);
}

/** The runs of bytes that differ. */
function writes(account: number, before: Uint8Array, after: Uint8Array): Buffer[] {
  const runs: { start: number; end: number }[] = [];
  for (const [offset, byte] of after.entries()) {
    if (before[offset] === byte) continue;
    const last = runs.at(-1);
    if (last !== undefined && offset - last.end < WORTH_SKIPPING) last.end = offset + 1;
    else runs.push({ start: offset, end: offset + 1 });
  }
  return runs.map(({ start, end }) => {
    const operation = Buffer.alloc(6);
    operation.set([WRITE, account]);
    operation.writeUInt16LE(start, 2);
    operation.writeUInt16LE(end - start, 4);
    return Buffer.concat([operation, after.subarray(start, end)]);
  });
}

/** Who paid the rent of what was created. */
function payerIn(change: Change): string {
  for (const [address, { before, after }] of change)
    if (after !== undefined && after.lamports < (before?.lamports ?? 0n)) return address;
  throw new Error('nobody paid');
}

/** Who got the rent: the account that grew without being written. */
function heirOf(change: Change, address: string): string {
  for (const [other, { before, after }] of change)
    if (other !== address && (after?.lamports ?? 0n) > (before?.lamports ?? 0n)) return other;
  throw new Error(`nobody got the rent of ${address}`);
}
