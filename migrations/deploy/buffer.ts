import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chain } from '@meshid/sdk';
import { type Keypair, PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import { DeployError } from './error.ts';
import { BUFFER_HEADER, bufferAuthority, initializeBuffer, LOADER, write } from './loader.ts';

/** What fits into a transaction of 1,232 bytes beside one signature, three addresses and the block hash. */
const WRITE_BYTES = 960;
/** Writes that are under way at once: more would be dropped by an ordinary RPC endpoint. */
const AT_ONCE = 32;
const MOST_ROUNDS_IN_VAIN = 5;
const POLL_MS = 200;

/**
 * Where a deployer's buffer for a binary is. It follows from both, so a run that was killed is found again by the next one, and another
 * binary never lands in it.
 */
export async function bufferAddress(
  authority: PublicKey,
  binary: Uint8Array,
): Promise<{ address: PublicKey; seed: string }> {
  const seed = createHash('sha256').update(binary).digest('hex').slice(0, 32);
  return { address: await PublicKey.createWithSeed(authority, seed, LOADER), seed };
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
  const holder = account.owner.equals(LOADER) ? bufferAuthority(account.data) : undefined;
  if (holder?.equals(authority) !== true || account.data.length !== BUFFER_HEADER + length)
    throw new DeployError(
      'other-buffer',
      `the account ${address.toBase58()} should be this deployment's buffer and is something else; deploy with another key`,
    );
  return account.data.subarray(BUFFER_HEADER);
}

export async function createBuffer(chain: Chain, payer: Keypair, binary: Uint8Array): Promise<void> {
  const { address, seed } = await bufferAddress(payer.publicKey, binary);
  const space = BUFFER_HEADER + binary.length;
  const create = SystemProgram.createAccountWithSeed({
    fromPubkey: payer.publicKey,
    newAccountPubkey: address,
    basePubkey: payer.publicKey,
    seed,
    lamports: await chain.connection.getMinimumBalanceForRentExemption(space),
    space,
    programId: LOADER,
  });
  const initialize = initializeBuffer(address, payer.publicKey);
  await chain.send(
    [
      { name: 'createAccountWithSeed', instruction: create },
      { name: 'initializeBuffer', instruction: initialize },
    ],
    [payer],
  );
}

/** Offsets whose bytes are not yet there. */
export function missingWrites(binary: Uint8Array, there: Uint8Array): number[] {
  const missing: number[] = [];
  for (let offset = 0; offset < binary.length; offset += WRITE_BYTES)
    if (!pieceAt(binary, offset).equals(pieceAt(there, offset))) missing.push(offset);
  return missing;
}

export function countWrites(binary: Uint8Array): number {
  return Math.ceil(binary.length / WRITE_BYTES);
}

/**
 * Writes what is missing until nothing is. The same write twice changes nothing, so one that was dropped is simply sent again.
 *
 * @throws DeployError `stuck` when the cluster takes none of them for several rounds
 */
export async function fillBuffer(
  chain: Chain,
  payer: Keypair,
  binary: Uint8Array,
  onProgress: (written: number, all: number) => void,
): Promise<void> {
  const { address } = await bufferAddress(payer.publicKey, binary);
  const all = countWrites(binary);
  let before = all;
  for (let inVain = 0; inVain < MOST_ROUNDS_IN_VAIN;) {
    const there = await readBuffer(chain, address, payer.publicKey, binary.length);
    const missing = missingWrites(binary, there ?? new Uint8Array(0));
    onProgress(all - missing.length, all);
    if (missing.length === 0) return;
    inVain = missing.length < before ? 0 : inVain + 1;
    before = missing.length;
    await sendWrites(chain, payer, address, binary, missing.slice(0, AT_ONCE));
  }
  throw new DeployError(
    'stuck',
    'the cluster takes no more writes; run the same command again later, it goes on from here',
  );
}

/** Sends some writes and waits until each is confirmed, or none can be any more. */
async function sendWrites(
  { connection }: Chain,
  payer: Keypair,
  buffer: PublicKey,
  binary: Uint8Array,
  offsets: readonly number[],
): Promise<void> {
  const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash('confirmed');
  const signatures = await Promise.all(
    offsets.map(async (offset) => {
      const transaction = new Transaction({ feePayer: payer.publicKey, blockhash, lastValidBlockHeight });
      transaction.add(write(buffer, payer.publicKey, offset, pieceAt(binary, offset)));
      transaction.sign(payer);
      return connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
    }),
  );
  for (;;) {
    const { value } = await connection.getSignatureStatuses(signatures);
    const failed = value.find((status) => status?.err);
    if (failed?.err)
      throw new DeployError(
        'stuck',
        `the cluster refused a write: ${JSON.stringify(failed.err)}; nothing else was changed`,
      );
    if (value.every((status) => status !== null && status.confirmationStatus !== 'processed')) return;
    if ((await connection.getBlockHeight('confirmed')) > lastValidBlockHeight) return;
    await delay(POLL_MS);
  }
}

function pieceAt(bytes: Uint8Array, offset: number): Buffer {
  return Buffer.from(bytes.subarray(offset, offset + WRITE_BYTES));
}
