import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PROGRAM_ID } from '@meshid/sdk';
import { buildSurfnet } from './build.ts';

const MESHID = fileURLToPath(new URL('../../sdk/program/meshid.so', import.meta.url));

export interface SurfnetOptions {
  /** 400 unless given. */
  readonly slotMs?: number;
  /** When a block ends: by the clock, as on a cluster, unless told to end one with each transaction. */
  readonly blocks?: 'clock' | 'transaction';
  /** Whether any block hash will do, so that one transaction fits this chain and another; `checked` unless given. */
  readonly blockhashes?: 'checked' | 'any';
  /** What mainnet has switched on, and this chain is not to have. */
  readonly withoutFeatures?: readonly string[];
  /** Files of other programs by their addresses. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** Surfpool's chain in a process of its own, with the meshid program on it. It ends with its scope, or with this process. */
export interface Surfnet extends AsyncDisposable {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly pid: number;
}

/** @throws Error when it can't be built, or doesn't start */
export async function startSurfnet(options: SurfnetOptions = {}): Promise<Surfnet> {
  const { programs = {}, withoutFeatures = [] } = options;
  const flags = Object.entries({
    ...{ 'slot-ms': options.slotMs, blocks: options.blocks, blockhashes: options.blockhashes },
  }).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, String(value)]));
  const loaded = Object.entries({ [PROGRAM_ID]: MESHID, ...programs });
  const without = withoutFeatures.flatMap((feature) => ['--without-feature', feature]);
  const args = [...flags, ...without, ...loaded.flatMap(([at, file]) => ['--program', `${at}=${file}`])];
  // While its standard input is open, we are alive.
  const child = spawn(buildSurfnet(), args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true || child.pid === undefined)
    throw new Error(`Surfpool did not start: ${Buffer.concat(errors).toString()}`);
  const { rpcUrl, wsUrl } = JSON.parse(first.value) as Surfnet;
  return {
    ...{ rpcUrl, wsUrl, pid: child.pid },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
