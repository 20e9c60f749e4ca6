/**
 * Programs as the upgradeable loader keeps them: an account that names another, which holds who may upgrade it and the binary. Bincode,
 * so a state's tag is a u32 and an option's a byte, as `solana-loader-v3-interface` lays them out.
 */
import { PublicKey } from '@solana/web3.js';
import { MeshidError } from '../errors.ts';
import type { Chain } from './chain.ts';

export const UPGRADEABLE_LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
/** Tag, slot, and the authority as an option. */
export const PROGRAM_DATA_HEADER = 45;
/** Tag, and the address of the program's data. */
export const PROGRAM_BYTES = 36;

const STATE = { program: 2, data: 3 } as const;

/** A program as it stands on a cluster. */
export interface DeployedProgram {
  /** With the loader's header. */
  readonly data: Buffer;
  readonly lamports: number;
  /** Who may upgrade it; nobody when that was given up. */
  readonly authority: PublicKey | null;
}

export function programDataAddress(program: PublicKey): PublicKey {
  return PublicKey.findProgramAddressSync([program.toBytes()], UPGRADEABLE_LOADER)[0];
}

/** What stands at a program's address, or nothing. Throws MeshidError `chain/not-a-program`, `chain/away`. */
export async function findDeployedProgram(
  chain: Chain,
  program: PublicKey,
): Promise<DeployedProgram | undefined> {
  const account = await chain.rawAccount(program);
  if (account === undefined) return undefined;
  const address = account.owner.equals(UPGRADEABLE_LOADER) ? dataOf(account.data) : undefined;
  const data =
    address?.equals(programDataAddress(program)) === true ? await chain.rawAccount(address) : undefined;
  const authority = data === undefined ? undefined : upgradeAuthority(data.data);
  if (data === undefined || authority === undefined)
    throw new MeshidError('chain/not-a-program', { address: program.toBase58() });
  return { data: data.data, lamports: data.lamports, authority };
}

/** Whether a program is this binary, with nothing but zeros behind it. */
export function holdsBinary({ data }: DeployedProgram, binary: Uint8Array): boolean {
  const code = data.subarray(PROGRAM_DATA_HEADER);
  return (
    code.length >= binary.length &&
    code.subarray(0, binary.length).equals(binary) &&
    code.subarray(binary.length).every((byte) => byte === 0)
  );
}

/** A key that a loader's state may hold; `null` for none. */
export function optionalKey(data: Buffer, at: number): PublicKey | null {
  return data[at] === 1 ? new PublicKey(data.subarray(at + 1, at + 33)) : null;
}

function dataOf(data: Buffer): PublicKey | undefined {
  if (data.length < PROGRAM_BYTES || data.readUInt32LE(0) !== STATE.program) return undefined;
  return new PublicKey(data.subarray(4, PROGRAM_BYTES));
}

/** `undefined` when the account's data is not a program's data. */
function upgradeAuthority(data: Buffer): PublicKey | null | undefined {
  return data.length < PROGRAM_DATA_HEADER || data.readUInt32LE(0) !== STATE.data
    ? undefined
    : optionalKey(data, 12);
}
