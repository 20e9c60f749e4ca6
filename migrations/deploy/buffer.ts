import { createHash } from 'node:crypto';
import { type Chain, type NamedInstruction, UPGRADEABLE_LOADER } from '@meshid/sdk';
import { PublicKey, SystemProgram } from '@solana/web3.js';
import { DeployError } from './error.ts';
import type { Filling } from './filling.ts';
import { BUFFER_HEADER, bufferAuthority, initializeBuffer, write } from './loader.ts';

/** The loader's 2,370 and the compute budget's own. */
export const WRITE_UNITS = 3_000;

/**
 * Where a deployer's buffer for a binary is. It follows from both, so a run that was killed is found again by the next one, and another
 * binary never lands in it.
 */
export async function bufferAddress(
  authority: PublicKey,
  binary: Uint8Array,
): Promise<{ address: PublicKey; seed: string }> {
  const seed = createHash('sha256').update(binary).digest('hex').slice(0, 32);
  return { address: await PublicKey.createWithSeed(authority, seed, UPGRADEABLE_LOADER), seed };
}

/** The bytes that are in the buffer, or nothing when it has not been made. Throws DeployError `other-buffer`. */
export async function readBuffer(
  { connection }: Chain,
  address: PublicKey,
  authority: PublicKey,
  length: number,
): Promise<Buffer | undefined> {
  const account = await connection.getAccountInfo(address, 'confirmed');
  if (account === null) return undefined;
  const holder = account.owner.equals(UPGRADEABLE_LOADER) ? bufferAuthority(account.data) : undefined;
  if (holder?.equals(authority) !== true || account.data.length !== BUFFER_HEADER + length)
    throw new DeployError(
      'other-buffer',
      `the account ${address.toBase58()} should be this deployment's buffer and is something else; deploy with another key`,
    );
  return account.data.subarray(BUFFER_HEADER);
}

/** Makes the buffer, in one transaction. */
export async function createBuffer(
  { connection }: Chain,
  authority: PublicKey,
  binary: Uint8Array,
): Promise<NamedInstruction[]> {
  const { address, seed } = await bufferAddress(authority, binary);
  const space = BUFFER_HEADER + binary.length;
  const create = SystemProgram.createAccountWithSeed({
    fromPubkey: authority,
    newAccountPubkey: address,
    basePubkey: authority,
    seed,
    lamports: await connection.getMinimumBalanceForRentExemption(space),
    space,
    programId: UPGRADEABLE_LOADER,
  });
  return [
    { name: 'createAccountWithSeed', instruction: create },
    { name: 'initializeBuffer', instruction: initializeBuffer(address, authority) },
  ];
}

export function bufferFilling(
  chain: Chain,
  address: PublicKey,
  authority: PublicKey,
  binary: Uint8Array,
): Filling {
  return {
    account: address,
    bytes: binary,
    units: WRITE_UNITS,
    read: async () => readBuffer(chain, address, authority, binary.length),
    write: (offset, piece) => write(address, authority, offset, piece),
  };
}
