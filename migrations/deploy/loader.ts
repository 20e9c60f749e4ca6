/**
 * The upgradeable loader's accounts and instructions, as `solana-loader-v3-interface` lays them out: bincode, so a state's tag is a u32,
 * an option's a byte, and lengths are u64.
 */
import {
  type AccountMeta,
  PublicKey,
  SystemProgram,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  TransactionInstruction,
} from '@solana/web3.js';

export const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
/** Tag, and the authority as an option. */
export const BUFFER_HEADER = 37;
/** Tag, slot, and the authority as an option. */
export const DATA_HEADER = 45;
/** Tag, and the address of the program's data. */
export const PROGRAM_BYTES = 36;

const STATE = { buffer: 1, program: 2, data: 3 } as const;

/** The authority of a buffer, or `null` when it has none; `undefined` when the data is not a buffer's. */
export function bufferAuthority(data: Buffer): PublicKey | null | undefined {
  return data.length < BUFFER_HEADER || data.readUInt32LE(0) !== STATE.buffer
    ? undefined
    : optionalKey(data, 4);
}

/** Where a program's data is; `undefined` when the account's data is not a program's. */
export function programDataAddress(data: Buffer): PublicKey | undefined {
  if (data.length < PROGRAM_BYTES || data.readUInt32LE(0) !== STATE.program) return undefined;
  return new PublicKey(data.subarray(4, PROGRAM_BYTES));
}

/** Who may upgrade: `null` for nobody; `undefined` when the account's data is not a program's data. */
export function upgradeAuthority(data: Buffer): PublicKey | null | undefined {
  return data.length < DATA_HEADER || data.readUInt32LE(0) !== STATE.data ? undefined : optionalKey(data, 12);
}

function optionalKey(data: Buffer, at: number): PublicKey | null {
  return data[at] === 1 ? new PublicKey(data.subarray(at + 1, at + 33)) : null;
}

export function dataAddressOf(program: PublicKey): PublicKey {
  return PublicKey.findProgramAddressSync([program.toBytes()], LOADER)[0];
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
    writable(dataAddressOf(program)),
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
    writable(dataAddressOf(program)),
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
    writable(dataAddressOf(program)),
    writable(program),
    writable(authority, true),
    readonly(SystemProgram.programId),
    writable(authority, true),
  ]);
}

/** For clusters from before that. */
export function extendProgram({ program, authority, bytes }: Extension): TransactionInstruction {
  return instruction(6, u32(bytes), [
    writable(dataAddressOf(program)),
    writable(program),
    readonly(SystemProgram.programId),
    writable(authority, true),
  ]);
}

function instruction(tag: number, body: Buffer, keys: AccountMeta[]): TransactionInstruction {
  return new TransactionInstruction({ programId: LOADER, keys, data: Buffer.concat([u32(tag), body]) });
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
