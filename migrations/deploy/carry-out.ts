import { setTimeout as delay } from 'node:timers/promises';
import { type Chain, isMeshidError, type Sent } from '@meshid/sdk';
import { type Keypair, type PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { createBuffer, fillBuffer } from './buffer.ts';
import { DeployError } from './error.ts';
import {
  deployWithMaxDataLength,
  extendProgram,
  extendProgramChecked,
  LOADER,
  PROGRAM_BYTES,
  upgrade,
} from './loader.ts';
import { holds, inSol, type Plan, readProgram } from './plan.ts';

const POLL_MS = 200;

export interface Deployment {
  readonly chain: Chain;
  /** Pays, and may upgrade the program from then on. */
  readonly payer: Keypair;
  readonly program: PublicKey;
  /** Signs for the program's address, at its first deployment only. */
  readonly programKey: Keypair | undefined;
  readonly binary: Uint8Array;
  readonly onProgress: (what: string) => void;
}

/**
 * Does what the plan says, then reads the program back. Killed at any moment, the same call with a fresh plan does the rest.
 *
 * @throws DeployError `insufficient-funds`, `needs-program-key`, `stuck`, `verify-mismatch`
 */
export async function carryOut(plan: Plan, deployment: Deployment): Promise<void> {
  if (plan.action === 'none') return;
  const { chain, payer, program, programKey, binary, onProgress } = deployment;
  if (plan.action === 'deploy' && programKey === undefined)
    throw new DeployError(
      'needs-program-key',
      `nothing stands at ${program.toBase58()} yet, and its first deployment is signed by that address's own key: give it with --program-keypair`,
    );
  await checkFunds(plan, deployment);
  if (!plan.bufferExists) await createBuffer(chain, payer, binary);
  await fillBuffer(chain, payer, binary, (written, all) => onProgress(`${written} of ${all} writes`));
  const placing = { program, buffer: plan.buffer, authority: payer.publicKey };
  if (plan.action === 'deploy' && programKey !== undefined) {
    const create = SystemProgram.createAccount({
      fromPubkey: payer.publicKey,
      newAccountPubkey: program,
      lamports: await chain.connection.getMinimumBalanceForRentExemption(PROGRAM_BYTES),
      space: PROGRAM_BYTES,
      programId: LOADER,
    });
    const deploy = deployWithMaxDataLength(placing, binary.length);
    await chain.send(
      [
        { name: 'createAccount', instruction: create },
        { name: 'deployWithMaxDataLength', instruction: deploy },
      ],
      [payer, programKey],
    );
  } else {
    if (plan.extension > 0) await extend(plan.extension, deployment);
    await chain.send([{ name: 'upgrade', instruction: upgrade(placing) }], [payer]);
  }
  const standing = await readProgram(chain, program);
  if (standing === undefined || !holds(standing.data, binary))
    throw new DeployError(
      'verify-mismatch',
      `what stands at ${program.toBase58()} now is not the binary that was sent; somebody else may have upgraded it meanwhile`,
    );
}

async function checkFunds(plan: Plan, { chain, payer }: Deployment): Promise<void> {
  const balance = await chain.connection.getBalance(payer.publicKey, 'confirmed');
  const needed = plan.kept + plan.lent + plan.fees;
  if (balance < needed)
    throw new DeployError(
      'insufficient-funds',
      `${payer.publicKey.toBase58()} has ${inSol(balance)} and ${inSol(needed)} are needed: send it ${inSol(needed - balance)} more and run this again; nothing was sent`,
    );
}

/** A program that was extended can't be upgraded in the same slot. */
async function extend(bytes: number, { chain, payer, program }: Deployment): Promise<void> {
  const extension = { program, authority: payer.publicKey, bytes };
  const send = async (name: string, instruction: TransactionInstruction): Promise<Sent> =>
    chain.send([{ name, instruction }], [payer]);
  // What the cluster doesn't know fails when it is simulated, and costs nothing.
  const { slot } = await send('extendProgramChecked', extendProgramChecked(extension)).catch(
    async (error: unknown) => {
      if (!isMeshidError(error, 'chain/refused')) throw error;
      return send('extendProgram', extendProgram(extension));
    },
  );
  while ((await chain.connection.getSlot('confirmed')) <= slot + 1) await delay(POLL_MS);
}
