import { setTimeout as delay } from 'node:timers/promises';
import {
  type Chain,
  findDeployedProgram,
  holdsBinary,
  isMeshidError,
  PROGRAM_BYTES,
  PROGRAM_DATA_HEADER,
  type Sent,
  UPGRADEABLE_LOADER,
} from '@meshid/sdk';
import { type Keypair, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { passOn } from './authority.ts';
import { bufferFilling, createBuffer, readBuffer } from './buffer.ts';
import { DeployError } from './error.ts';
import { fill } from './filling.ts';
import { isIdlDue, publishIdl } from './idl.ts';
import { deployWithMaxDataLength, extendProgram, extendProgramChecked, upgrade } from './loader.ts';
import { inSol, isDone, type Order, type Plan } from './plan.ts';
import { sendOne, step } from './step.ts';

const POLL_MS = 200;

export interface Deployment extends Order {
  readonly chain: Chain;
  /** Pays, and may upgrade the program. */
  readonly payer: Keypair;
  /** Signs for the program's address, at its first deployment only. */
  readonly programKey: Keypair | undefined;
  readonly onProgress: (what: string) => void;
}

/**
 * Does what the plan says, then reads the program back. Killed at any moment, the same call with a fresh plan does the rest.
 *
 * The IDL comes after the program, which its account belongs to, and the right to upgrade is passed on last: all before takes it.
 *
 * @throws DeployError `insufficient-funds`, `needs-program-key`, `stuck`, `verify-mismatch`, `idl-mismatch`, `other-authority`
 */
export async function carryOut(plan: Plan, deployment: Deployment): Promise<void> {
  if (isDone(plan)) return;
  const { chain, payer, program, programKey, idl, succession, onProgress } = deployment;
  if (plan.action === 'deploy' && programKey === undefined)
    throw new DeployError(
      'needs-program-key',
      `nothing stands at ${program.toBase58()} yet, and its first deployment is signed by that address's own key: give it with --program-keypair`,
    );
  await checkFunds(plan, deployment);
  if (plan.action !== 'none') await placeBinary(plan, deployment);
  if (!(await isPlaced(deployment)))
    throw new DeployError(
      'verify-mismatch',
      `what stands at ${program.toBase58()} now is not the binary that was sent; somebody else may have upgraded it meanwhile`,
    );
  if (idl !== undefined && isIdlDue(plan.idl))
    await publishIdl({ chain, payer, program, idl, priorityFee: plan.priorityFee, onProgress });
  if (plan.passesOn) await passOn(chain, payer, program, succession);
}

async function isPlaced({ chain, program, binary }: Deployment): Promise<boolean> {
  const standing = await findDeployedProgram(chain, program);
  return standing !== undefined && holdsBinary(standing, binary);
}

async function placeBinary(plan: Plan, deployment: Deployment): Promise<void> {
  const { chain, payer, program, programKey, binary, onProgress } = deployment;
  const authority = payer.publicKey;
  if (!plan.bufferExists)
    await step(
      chain,
      await createBuffer(chain, authority, binary),
      [payer],
      async () => (await readBuffer(chain, plan.buffer, authority, binary.length)) !== undefined,
    );
  const filling = bufferFilling(chain, plan.buffer, authority, binary);
  await fill(chain, payer, filling, plan.priorityFee, (written, all) =>
    onProgress(`${written} of ${all} writes`),
  );
  const placing = { program, buffer: plan.buffer, authority };
  if (plan.action === 'deploy' && programKey !== undefined) {
    const create = SystemProgram.createAccount({
      fromPubkey: authority,
      newAccountPubkey: program,
      lamports: await chain.connection.getMinimumBalanceForRentExemption(PROGRAM_BYTES),
      space: PROGRAM_BYTES,
      programId: UPGRADEABLE_LOADER,
    });
    const instructions = [
      { name: 'createAccount', instruction: create },
      { name: 'deployWithMaxDataLength', instruction: deployWithMaxDataLength(placing, binary.length) },
    ];
    await step(chain, instructions, [payer, programKey], async () => isPlaced(deployment));
    return;
  }
  if (plan.extension > 0) await extend(plan, deployment);
  await step(chain, [{ name: 'upgrade', instruction: upgrade(placing) }], [payer], async () =>
    isPlaced(deployment),
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

/** Makes the program's account as large as the binary. A program that was extended can't be upgraded in the same slot. */
async function extend(plan: Plan, { chain, payer, program, binary }: Deployment): Promise<void> {
  const isLarge = async (): Promise<boolean> =>
    ((await findDeployedProgram(chain, program))?.data.length ?? 0) >= PROGRAM_DATA_HEADER + binary.length;
  // A second extension would succeed as the first one does, and its rent would be lost: an earlier run that was killed with all
  // written may have sent one, and it is outlived first.
  if (plan.bufferExists && plan.writes === 0) await outliveOthers(chain);
  if (await isLarge()) return;
  const extension = { program, authority: payer.publicKey, bytes: plan.extension };
  const send = async (name: string, instruction: TransactionInstruction): Promise<Sent> =>
    sendOne(chain, [{ name, instruction }], [payer]);
  // What the cluster doesn't know fails when it is simulated, and costs nothing.
  const { slot } = await send('extendProgramChecked', extendProgramChecked(extension)).catch(
    async (error: unknown) => {
      if (!isMeshidError(error, 'chain/refused') || error.context.executed !== undefined) throw error;
      return send('extendProgram', extendProgram(extension));
    },
  );
  while ((await chain.connection.getSlot('confirmed')) <= slot + 1) await delay(POLL_MS);
}

/** Waits until nothing that was signed before now can be executed any more: about a minute. */
async function outliveOthers({ connection }: Chain): Promise<void> {
  const { lastValidBlockHeight } = await connection.getLatestBlockhash('processed');
  while ((await connection.getBlockHeight('confirmed')) <= lastValidBlockHeight) await delay(POLL_MS);
}
