import assert from 'node:assert/strict';
import { BN } from '@coral-xyz/anchor';
import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import type { Meshid } from '../../sdk/program/meshid.ts';
import { PROGRAM, program } from './world.ts';

export type Name = Meshid['instructions'][number]['name'];
export type Accounts = Readonly<Record<string, PublicKey | null>>;
export type Args = Readonly<Record<string, unknown>>;
/** One account of an instruction, as the IDL has it. */
export interface Slot {
  readonly name: string;
  readonly writable: boolean;
  readonly signer: boolean;
  readonly optional: boolean;
}

export const NAMES: readonly Name[] = program.idl.instructions.map(({ name }) => name);

export function slots(name: Name): Slot[] {
  const instruction = program.idl.instructions.find((one) => one.name === name);
  assert.ok(instruction !== undefined);
  const accounts: readonly Partial<Slot>[] = instruction.accounts;
  return accounts.map(({ name: slot = '', writable = false, signer = false, optional = false }) => ({
    ...{ name: slot, writable, signer, optional },
  }));
}

const EVENT_AUTHORITY = PublicKey.findProgramAddressSync([Buffer.from('__event_authority')], PROGRAM)[0];
const FIXED: Accounts = {
  ...{ systemProgram: SystemProgram.programId, eventAuthority: EVENT_AUTHORITY, program: PROGRAM },
};

/** An instruction from its accounts by name; an optional one that is absent is told by the program's own address. */
export function instruct(name: Name, accounts: Accounts, args?: Args): TransactionInstruction {
  const keys = slots(name).map(({ name: slot, writable, signer, optional }) => {
    const given = accounts[slot] ?? FIXED[slot];
    if (given !== undefined && given !== null)
      return { pubkey: given, isSigner: signer || cosigns(name, slot, args), isWritable: writable };
    assert.ok(optional, `${name} needs ${slot}`);
    return { pubkey: PROGRAM, isSigner: false, isWritable: false };
  });
  const unknown = Object.keys(accounts).filter((slot) => slots(name).every((one) => one.name !== slot));
  assert.deepEqual(unknown, [], `${name} has no such accounts`);
  const data = program.coder.instruction.encode(name, args === undefined ? {} : { args });
  return new TransactionInstruction({ programId: PROGRAM, keys, data });
}

/** A device that is enrolled without a ticket signs, which the IDL can't say. */
const cosigns = (name: Name, slot: string, args: Args | undefined): boolean =>
  name === 'enrollDevice' && slot === 'deviceKey' && String(args?.['ticketExpiresAt']) === '0';

/** A seed, from the IDL: nothing here says it a second time. */
function seed(name: string): Buffer {
  const constant = program.idl.constants.find((one) => one.name === name);
  assert.ok(constant !== undefined);
  return Buffer.from(JSON.parse(constant.value) as number[]);
}

const derive = (name: string, ...rest: (PublicKey | bigint)[]): PublicKey =>
  PublicKey.findProgramAddressSync(
    [
      seed(name),
      ...rest.map((part) =>
        typeof part === 'bigint' ? new BN(part.toString()).toArrayLike(Buffer, 'le', 8) : part.toBuffer(),
      ),
    ],
    PROGRAM,
  )[0];

export const addresses = {
  person: (founder: PublicKey) => derive('personSeed', founder),
  device: (key: PublicKey) => derive('deviceSeed', key),
  dataset: (creator: PublicKey, id: bigint) => derive('datasetSeed', creator, id),
  group: (creator: PublicKey, id: bigint) => derive('groupSeed', creator, id),
  program: (creator: PublicKey, id: bigint) => derive('programSeed', creator, id),
  port: (creator: PublicKey, id: bigint) => derive('portSeed', creator, id),
  member: (group: PublicKey, principal: PublicKey) => derive('memberSeed', group, principal),
  grant: (resource: PublicKey, principal: PublicKey) => derive('grantSeed', resource, principal),
};

export const big = (value: bigint | number): BN => new BN(value.toString());
/** The largest time, which never comes. */
export const FOREVER = big(2n ** 63n - 1n);
