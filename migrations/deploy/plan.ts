import type { Chain } from '@meshid/sdk';
import { LAMPORTS_PER_SOL, type PublicKey } from '@solana/web3.js';
import { bufferAddress, countWrites, missingWrites, readBuffer } from './buffer.ts';
import { DeployError } from './error.ts';
import {
  BUFFER_HEADER,
  DATA_HEADER,
  dataAddressOf,
  LOADER,
  PROGRAM_BYTES,
  programDataAddress,
  upgradeAuthority,
} from './loader.ts';

const FEE = 5_000;
/** Clusters refuse to extend a program by less. */
const LEAST_EXTENSION = 10_240;

/** What there is to do at an address, and what it costs in lamports. */
export interface Plan {
  readonly action: 'none' | 'deploy' | 'upgrade';
  readonly buffer: PublicKey;
  readonly bufferExists: boolean;
  /** Writes that are left, of all. */
  readonly writes: number;
  readonly allWrites: number;
  /** Bytes that the program's data is short of. */
  readonly extension: number;
  /** Stays in the program's accounts as rent. */
  readonly kept: number;
  /** Is needed meanwhile, and comes back. */
  readonly lent: number;
  readonly fees: number;
}

/**
 * Looks at the cluster and changes nothing.
 *
 * @throws DeployError `not-a-program`, `not-upgradeable`, `other-authority`, `other-buffer`
 */
export async function planDeployment(
  chain: Chain,
  authority: PublicKey,
  program: PublicKey,
  binary: Uint8Array,
): Promise<Plan> {
  const { connection } = chain;
  const { address: buffer } = await bufferAddress(authority, binary);
  const standing = await readProgram(chain, program);
  const nothing = { buffer, bufferExists: false, writes: 0, allWrites: countWrites(binary), extension: 0 };
  if (standing !== undefined && holds(standing.data, binary))
    return { action: 'none', ...nothing, kept: 0, lent: 0, fees: 0 };
  if (standing !== undefined) checkAuthority(program, standing.authority, authority);

  const rent = async (bytes: number): Promise<number> => connection.getMinimumBalanceForRentExemption(bytes);
  const there = await readBuffer(chain, buffer, authority, binary.length);
  const writes = there === undefined ? countWrites(binary) : missingWrites(binary, there).length;
  const bufferRent = there === undefined ? await rent(BUFFER_HEADER + binary.length) : 0;
  const common = { ...nothing, bufferExists: there !== undefined, writes };
  if (standing === undefined) {
    // The loader empties the buffer before the payer funds the program's data.
    const whole = (await rent(DATA_HEADER + binary.length)) + (await rent(PROGRAM_BYTES));
    const inBuffer = there === undefined ? 0 : await connection.getBalance(buffer, 'confirmed');
    return { action: 'deploy', ...common, kept: whole - inBuffer, lent: 0, fees: FEE * (writes + 1 + 2) };
  }
  const short = DATA_HEADER + binary.length - standing.data.length;
  const extension = short > 0 ? Math.max(short, LEAST_EXTENSION) : 0;
  const kept =
    extension === 0 ? 0 : Math.max(0, (await rent(standing.data.length + extension)) - standing.lamports);
  return { action: 'upgrade', ...common, extension, kept, lent: bufferRent, fees: FEE * (writes + 1 + 2) };
}

export interface Standing {
  readonly data: Buffer;
  readonly lamports: number;
  readonly authority: PublicKey | null;
}

/** A program's data and who may upgrade it; nothing when nothing is there. Throws DeployError `not-a-program`. */
export async function readProgram({ connection }: Chain, program: PublicKey): Promise<Standing | undefined> {
  const account = await connection.getAccountInfo(program, 'confirmed');
  if (account === null) return undefined;
  const address = account.owner.equals(LOADER) ? programDataAddress(account.data) : undefined;
  const data =
    address?.equals(dataAddressOf(program)) === true
      ? await connection.getAccountInfo(address, 'confirmed')
      : null;
  const authority = data === null ? undefined : upgradeAuthority(data.data);
  if (data === null || authority === undefined)
    throw new DeployError(
      'not-a-program',
      `${program.toBase58()} is an account, and not a program of the upgradeable loader; nothing was sent`,
    );
  return { data: data.data, lamports: data.lamports, authority };
}

/** Whether a program's data is this binary, with nothing but zeros behind it. */
export function holds(data: Buffer, binary: Uint8Array): boolean {
  const code = data.subarray(DATA_HEADER);
  return (
    code.length >= binary.length &&
    code.subarray(0, binary.length).equals(binary) &&
    code.subarray(binary.length).every((byte) => byte === 0)
  );
}

function checkAuthority(program: PublicKey, holder: PublicKey | null, authority: PublicKey): void {
  if (holder === null)
    throw new DeployError(
      'not-upgradeable',
      `the program ${program.toBase58()} has given up its upgrade authority, so nobody can change it any more`,
    );
  if (!holder.equals(authority))
    throw new DeployError(
      'other-authority',
      `only ${holder.toBase58()} may upgrade ${program.toBase58()}, and --keypair is ${authority.toBase58()}; nothing was sent`,
    );
}

export function inSol(lamports: number): string {
  return `${(lamports / LAMPORTS_PER_SOL).toFixed(6)} SOL`;
}
