/**
 * The upgradeable loader's buffers and instructions, as `solana-loader-v3-interface` lays them out: bincode, so a state's tag is a u32,
 * an option's a byte, and lengths are u64.
 */
import { optionalKey, programDataAddress, UPGRADEABLE_LOADER } from '@meshid/sdk';
import {
  type AccountMeta,
  type PublicKey,
  SystemProgram,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  TransactionInstruction,
} from '@solana/web3.js';

/** Tag, and the authority as an option. */
export const BUFFER_HEADER = 37;
const BUFFER_STATE = 1;

/** The authority of a buffer, or `null` when it has none; `undefined` when the data is not a buffer's. */
export function bufferAuthority(data: Buffer): PublicKey | null | undefined {
  return data.length < BUFFER_HEADER || data.readUInt32LE(0) !== BUFFER_STATE
    ? undefined
    : optionalKey(data, 4);
}

export function initializeBuffer(buffer: PublicKey, authority: PublicKey): TransactionInstruction {
  return instruction(0, Buffer.alloc(0), [writable(buffer), readonly(authority)]);
}

export function write(
  buffer: PublicKey,
  authority: PublicKey,
  offset: number,
  bytes: Uint8Array,
): TransactionInstruction {
  return instruction(1, Buffer.concat([u32(offset), u64(bytes.length), bytes]), [
    writable(buffer),
    readonly(authority, true),
  ]);
}

export interface Placing {
  readonly program: PublicKey;
  readonly buffer: PublicKey;
  readonly authority: PublicKey;
}

/** `room`: the most bytes that the binary may have before the program's data has to be extended. */
export function deployWithMaxDataLength(
  { program, buffer, authority }: Placing,
  room: number,
): TransactionInstruction {
  return instruction(2, u64(room), [
    writable(authority, true),
    writable(programDataAddress(program)),
    writable(program),
    writable(buffer),
    readonly(SYSVAR_RENT_PUBKEY),
    readonly(SYSVAR_CLOCK_PUBKEY),
    readonly(SystemProgram.programId),
    readonly(authority, true),
  ]);
}

/** The buffer's lamports go to the authority. */
export function upgrade({ program, buffer, authority }: Placing): TransactionInstruction {
  return instruction(3, Buffer.alloc(0), [
    writable(programDataAddress(program)),
    writable(program),
    writable(buffer),
    writable(authority),
    readonly(SYSVAR_RENT_PUBKEY),
    readonly(SYSVAR_CLOCK_PUBKEY),
    readonly(authority, true),
  ]);
}

export interface Extension {
  readonly program: PublicKey;
  /** Pays, and is the program's authority. */
  readonly authority: PublicKey;
  readonly bytes: number;
}

/** For clusters on which extending takes the authority's signature (SIMD-0164). */
export function extendProgramChecked({ program, authority, bytes }: Extension): TransactionInstruction {
  return instruction(9, u32(bytes), [
    writable(programDataAddress(program)),
    writable(program),
    writable(authority, true),
    readonly(SystemProgram.programId),
    writable(authority, true),
  ]);
}

/** For clusters from before that. */
export function extendProgram({ program, authority, bytes }: Extension): TransactionInstruction {
  return instruction(6, u32(bytes), [
    writable(programDataAddress(program)),
    writable(program),
    readonly(SystemProgram.programId),
    writable(authority, true),
  ]);
}

/** Everything that is in a buffer goes back. */
export function closeBuffer(buffer: PublicKey, authority: PublicKey): TransactionInstruction {
  return instruction(5, Buffer.alloc(0), [writable(buffer), writable(authority), readonly(authority, true)]);
}

/**
 * Passes the right to upgrade on, or gives it up for ever when nobody is named. Who gets it doesn't sign: a multisig's vault is a
 * program's address, which signs nothing but what its program sends.
 */
export function setUpgradeAuthority(
  program: PublicKey,
  from: PublicKey,
  to: PublicKey | undefined,
): TransactionInstruction {
  return instruction(4, Buffer.alloc(0), [
    writable(programDataAddress(program)),
    readonly(from, true),
    ...(to === undefined ? [] : [readonly(to)]),
  ]);
}

function instruction(tag: number, body: Buffer, keys: AccountMeta[]): TransactionInstruction {
  return new TransactionInstruction({
    programId: UPGRADEABLE_LOADER,
    keys,
    data: Buffer.concat([u32(tag), body]),
  });
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

const writable = (pubkey: PublicKey, isSigner = false): AccountMeta => ({
  pubkey,
  isSigner,
  isWritable: true,
});
const readonly = (pubkey: PublicKey, isSigner = false): AccountMeta => ({
  pubkey,
  isSigner,
  isWritable: false,
});
