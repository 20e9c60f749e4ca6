/**
 * Deploys or upgrades the register's program on any cluster: `npm run deploy -- --url URL --keypair FILE`. See migrations/README.md.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Chain, Home, isMeshidError, PROGRAM_BINARY, PROGRAM_ID, translateChainError } from '@meshid/sdk';
import { type Keypair, PublicKey } from '@solana/web3.js';
import { type Arguments, HELP, readArguments } from './deploy/arguments.ts';
import { readSuccession } from './deploy/authority.ts';
import { carryOut } from './deploy/carry-out.ts';
import { DeployError } from './deploy/error.ts';
import { packIdl } from './deploy/idl.ts';
import { planInWords } from './deploy/in-words.ts';
import { inSol, isDone, type Order, planDeployment } from './deploy/plan.ts';
import { closeBuffers, findBuffers } from './deploy/reclaim.ts';

type Say = (text: string, fields: object) => void;

async function main(given: Arguments): Promise<void> {
  const { url, json, maxPriorityFee } = given;
  const say: Say = (text, fields) => console.log(json ? JSON.stringify({ version: 1, ...fields }) : text);
  const payer = await Home.readWallet(given.keypair);
  const chain = new Chain({ rpcUrl: url, ...(maxPriorityFee === undefined ? {} : { maxPriorityFee }) });
  await (given.reclaim ? reclaim(chain, payer, given, say) : deploy(chain, payer, given, say));
}

async function deploy(chain: Chain, payer: Keypair, given: Arguments, say: Say): Promise<void> {
  const programKey = await readProgramKey(given.programKeypair, given.otherId);
  const program = programKey?.publicKey ?? new PublicKey(PROGRAM_ID);
  const binary = await readFile(given.binary ?? PROGRAM_BINARY);
  if (given.binary === undefined) await checkManifest(binary);
  const isOwnId = program.toBase58() === PROGRAM_ID;
  const order: Order = {
    program,
    binary,
    // It names the address that the program has, so it would be wrong at another.
    idl: given.withIdl && isOwnId ? packIdl(await readFile(beside('meshid.json'), 'utf8')) : undefined,
    succession: readSuccession(given.newAuthority, given.giveUpAuthority, program),
  };
  const where = { cluster: await chain.genesisHash(), program: program.toBase58() };
  if (!isOwnId) warn(where.program);
  const plan = await planDeployment(chain, payer.publicKey, order);
  const sha256 = sha256Of(binary);
  say(planInWords(plan, order.succession, { url: given.url, ...where }), {
    event: 'plan',
    ...where,
    ...plan,
    buffer: plan.buffer.toBase58(),
    sha256,
  });
  if (given.dryRun) return;
  await carryOut(plan, { ...order, chain, payer, programKey, onProgress });
  onProgress('');
  say(`The program at ${where.program} is ${sha256}, read back from the cluster.`, {
    event: 'done',
    changed: !isDone(plan),
    ...where,
    sha256,
  });
}

async function reclaim(chain: Chain, payer: Keypair, { dryRun }: Arguments, say: Say): Promise<void> {
  const buffers = await findBuffers(chain, payer.publicKey);
  const lamports = buffers.reduce((sum, buffer) => sum + buffer.lamports, 0);
  if (!dryRun) await closeBuffers(chain, payer, buffers);
  say(
    buffers.length === 0
      ? `${payer.publicKey.toBase58()} has no unfinished buffers.`
      : `${buffers.length} buffers with ${inSol(lamports)} ${dryRun ? 'could be' : 'are'} reclaimed.`,
    { event: 'reclaim', buffers: buffers.map(({ address }) => address.toBase58()), lamports },
  );
}

function onProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
}

async function readProgramKey(file: string | undefined, otherId: boolean): Promise<Keypair | undefined> {
  if (file === undefined) return undefined;
  const key = await Home.readWallet(file);
  const address = key.publicKey.toBase58();
  if (address !== PROGRAM_ID && !otherId)
    throw new DeployError(
      'other-program-id',
      `the binary was built for ${PROGRAM_ID}, and --program-keypair is ${address}. For a register of your own put that address into declare_id! and Anchor.toml, and build and commit again (npm run program:build -- --commit, npm run program:idl); to deploy this binary there all the same, say --other-id`,
    );
  return key;
}

function warn(program: string): void {
  process.stderr.write(
    `The binary was built for ${PROGRAM_ID} and goes to ${program}: clients of this version will not look for it there.\n`,
  );
}

/** The committed binary is the one that its manifest names, or somebody changed one of them. */
async function checkManifest(binary: Uint8Array): Promise<void> {
  const manifest = JSON.parse(await readFile(beside('manifest.json'), 'utf8')) as { binarySha256: string };
  if (manifest.binarySha256 !== sha256Of(binary))
    throw new DeployError(
      'binary-mismatch',
      'the binary is not the one of its manifest; run "npm run program:verify"',
    );
}

/** A file that was made with the binary. */
const beside = (name: string): string => join(dirname(PROGRAM_BINARY), name);

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

let url = '';
try {
  const given = readArguments();
  url = given?.url ?? '';
  if (given === undefined) process.stdout.write(HELP);
  else await main(given);
} catch (thrown) {
  const error = translateChainError(thrown, url);
  const isKnown = error instanceof DeployError || isMeshidError(error);
  if (!isKnown) throw error;
  process.stderr.write(`deploy: ${error.message}\n`);
  process.exitCode = error.code === 'usage' ? 2 : 1;
}
