/**
 * Deploys or upgrades the register's program on any cluster: `npm run deploy -- --url URL --keypair FILE`. See migrations/README.md.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Chain, Home, isMeshidError, PROGRAM_BINARY, PROGRAM_ID, withoutSecrets } from '@meshid/sdk';
import { type Keypair, PublicKey } from '@solana/web3.js';
import { carryOut } from './deploy/carry-out.ts';
import { DeployError } from './deploy/error.ts';
import { inSol, type Plan, planDeployment } from './deploy/plan.ts';

const HELP = `Deploys or upgrades the register's program, or does nothing when it is there already. Run it again when it was stopped.

  npm run deploy -- --url URL --keypair FILE [--program-keypair FILE] [--dry-run] [--json]

  --url URL                the cluster's JSON-RPC
  --keypair FILE           pays, and is the upgrade authority: a Solana key file
  --program-keypair FILE   the program's own key, for its first deployment only
  --other-id               deploy at that key's address although the binary was built for another
  --binary FILE            another binary than the committed one
  --dry-run                tell what would be done and what it costs, and stop
  --json                   print JSON, one object a line

Anchor 2 is a release candidate, and this program has not been audited. Don't deploy it where a loss would hurt.
`;

const options = {
  url: { type: 'string' },
  keypair: { type: 'string' },
  'program-keypair': { type: 'string' },
  'other-id': { type: 'boolean' },
  binary: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const { url, keypair } = values;
  if (url === undefined || keypair === undefined || !URL.canParse(url))
    throw new DeployError('usage', 'it takes --url URL and --keypair FILE; see --help');
  const say = (text: string, fields: object): void =>
    console.log(values.json === true ? JSON.stringify({ version: 1, ...fields }) : text);
  const payer = await Home.readWallet(keypair);
  const programKey = await readProgramKey(values['program-keypair'], values['other-id'] === true);
  const program = programKey?.publicKey ?? new PublicKey(PROGRAM_ID);
  const binary = await readFile(values.binary ?? PROGRAM_BINARY);
  if (values.binary === undefined) await checkManifest(binary);
  const sha256 = sha256Of(binary);

  const chain = new Chain({ rpcUrl: url });
  const where = { cluster: await chain.genesisHash(), program: program.toBase58() };
  if (where.program !== PROGRAM_ID) warn(where.program);
  const plan = await planDeployment(chain, payer.publicKey, program, binary);
  say(inWords(plan, url, where), {
    event: 'plan',
    ...where,
    ...plan,
    buffer: plan.buffer.toBase58(),
    sha256,
  });
  if (values['dry-run'] === true) return;
  const onProgress = (what: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
  };
  await carryOut(plan, { chain, payer, program, programKey, binary, onProgress });
  onProgress('');
  say(`The program at ${where.program} is ${sha256}, read back from the cluster.`, {
    event: 'done',
    changed: plan.action !== 'none',
    ...where,
    sha256,
  });
}

function readArguments() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new DeployError('usage', error instanceof Error ? error.message : String(error));
  }
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
  const manifest = JSON.parse(await readFile(join(dirname(PROGRAM_BINARY), 'manifest.json'), 'utf8')) as {
    binarySha256: string;
  };
  if (manifest.binarySha256 !== sha256Of(binary))
    throw new DeployError(
      'binary-mismatch',
      'the binary is not the one of its manifest; run "npm run program:verify"',
    );
}

function inWords(
  plan: Plan,
  url: string,
  { cluster, program }: { cluster: string; program: string },
): string {
  const place = `${program} on ${withoutSecrets(url)} (genesis ${cluster})`;
  if (plan.action === 'none') return `${place} is this binary already. Nothing is sent.`;
  return [
    plan.action === 'deploy' ? `Deploying to ${place}.` : `Upgrading ${place}.`,
    `Cost: ${inSol(plan.kept)} stay in its accounts as rent, ${inSol(plan.lent)} are lent and come back, fees ${inSol(plan.fees)}.`,
    `Buffer: ${plan.buffer.toBase58()}, ${plan.writes} of ${plan.allWrites} writes are left.`,
    'Anchor 2 is a release candidate, and this program has not been audited.',
  ].join('\n');
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

try {
  await main();
} catch (error) {
  const known = error instanceof DeployError || isMeshidError(error);
  if (!known) throw error;
  process.stderr.write(`deploy: ${error.message}\n`);
  process.exitCode = error.code === 'usage' ? 2 : 1;
}
