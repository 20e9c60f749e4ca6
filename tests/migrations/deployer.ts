import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Chain,
  findDeployedProgram,
  PROGRAM_DATA_HEADER,
  programDataAddress,
  UPGRADEABLE_LOADER,
} from '@meshid/sdk';
import { type Connection, type Keypair, type PublicKey, VersionedTransaction } from '@solana/web3.js';
import { bufferAddress } from '../../migrations/deploy/buffer.ts';
import { countWrites, missingWrites } from '../../migrations/deploy/filling.ts';
import { BUFFER_HEADER } from '../../migrations/deploy/loader.ts';
import type { Call } from '../fixtures/faulty-rpc.ts';
import { until } from '../fixtures/until.ts';
import { connect, startChain, temporaryFolder } from '../localnet/world.ts';

const DEPLOY = fileURLToPath(new URL('../../migrations/deploy.ts', import.meta.url));
/** A small program of another kind. */
export const PROBE = fileURLToPath(new URL('../../programs/toolchain/probe/probe.so', import.meta.url));
/** What a transaction with one signature costs where nothing is paid for priority. */
export const FEE = 5_000;

export interface Ran {
  readonly status: number | null;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly stderr: string;
}

/** A deployer's folder with key files, and the command in a process of its own. */
export class Deployer {
  readonly #folder: string;
  readonly #url: string;

  constructor(folder: string, url: string) {
    this.#folder = folder;
    this.#url = url;
  }

  async keyFile(key: Keypair): Promise<string> {
    const path = join(this.#folder, `${key.publicKey.toBase58()}.json`);
    await writeFile(path, JSON.stringify([...key.secretKey]), { mode: 0o600 });
    return path;
  }

  /** Whatever the machine's other chains do, the fees that are told are those that are paid. */
  async start(payer: Keypair, ...more: string[]): Promise<ChildProcess> {
    const args = ['--url', this.#url, '--keypair', await this.keyFile(payer), '--json', ...more];
    const priority = more.includes('--max-priority-fee') ? [] : ['--max-priority-fee', '0'];
    return spawn(process.execPath, ['--conditions=@meshid/source', DEPLOY, ...args, ...priority], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async run(payer: Keypair, ...more: string[]): Promise<Ran> {
    return endOf(await this.start(payer, ...more));
  }
}

export interface Site extends AsyncDisposable {
  readonly chain: Awaited<ReturnType<typeof startChain>>;
  readonly connection: Connection;
  readonly deployer: Deployer;
}

/** A block hash has to live for longer than writes may take on a busy machine. */
const SLOT_MS = 100;

/** A cluster of its own, and somebody who deploys on it. */
export async function openSite(options: Parameters<typeof startChain>[0] = {}): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const chain = stack.use(await startChain({ slotMs: SLOT_MS, ...options }));
  const connection = stack.use(connect(chain));
  const deployer = new Deployer(folder.path, chain.rpcUrl);
  const opened = stack.move();
  return { chain, connection, deployer, [Symbol.asyncDispose]: async () => opened.disposeAsync() };
}

/** What a run printed and how it ended. */
export async function endOf(child: ChildProcess): Promise<Ran> {
  const [stdout, stderr] = await Promise.all([
    child.stdout?.setEncoding('utf8').toArray() ?? [],
    child.stderr?.setEncoding('utf8').toArray() ?? [],
    once(child, 'close'),
  ]);
  const lines = stdout.join('').trim().split('\n').filter(Boolean);
  return {
    status: child.exitCode,
    lines: lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    stderr: stderr.join(''),
  };
}

export async function codeAt(connection: Connection, program: PublicKey): Promise<Buffer> {
  const account = await connection.getAccountInfo(programDataAddress(program));
  assert.ok(account, 'the program has data');
  return account.data.subarray(PROGRAM_DATA_HEADER);
}

/** Who may upgrade it; `null` for nobody. */
export async function authorityOf(url: string, program: PublicKey): Promise<string | null | undefined> {
  const standing = await findDeployedProgram(new Chain({ rpcUrl: url }), program);
  return standing?.authority?.toBase58() ?? (standing === undefined ? undefined : null);
}

/** How many of its writes are in a deployer's buffer. */
export async function writtenSoFar(
  connection: Connection,
  payer: PublicKey,
  binary: Uint8Array,
): Promise<number> {
  const { address } = await bufferAddress(payer, binary);
  const account = await connection.getAccountInfo(address);
  const there = account?.data.subarray(BUFFER_HEADER);
  return there === undefined ? 0 : countWrites(binary) - missingWrites(binary, there).length;
}

/** Whether a call sends a write into one of the loader's buffers. */
export function isWrite({ method, params }: Call): boolean {
  if (method !== 'sendTransaction') return false;
  const { message } = VersionedTransaction.deserialize(Buffer.from(String(params[0]), 'base64'));
  return message.compiledInstructions.some(
    ({ programIdIndex, data }) =>
      message.staticAccountKeys[programIdIndex]?.equals(UPGRADEABLE_LOADER) === true && data[0] === 1,
  );
}

/** So much more, from the faucet. */
export async function give(connection: Connection, to: PublicKey, lamports: number): Promise<void> {
  const before = await connection.getBalance(to);
  await connection.requestAirdrop(to, lamports);
  await until(async () => (await connection.getBalance(to)) === before + lamports, 'the airdrop');
}
