import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatasetId } from '../identifiers.ts';

const OWNER_ONLY = 0o700;
const POLL_MILLISECONDS = 50;
const COLLECTING = 'collecting';

/**
 * Who uses the blocks of a dataset on this computer, in whichever process: many may write at once, but nobody removes blocks while
 * somebody writes, who may count on one that is about to go.
 *
 * Each says so in a file of its own before it looks at the others', so of two that come at once at least one sees the other. What a
 * process left that died doesn't count.
 */
export class DatasetUse {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Fetches or publishes, after anybody who removes blocks has ended. */
  async writing<T>(
    dataset: DatasetId,
    run: () => Promise<T>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const mark = await this.#mark(dataset, `writing-${randomBytes(6).toString('hex')}`);
    try {
      while ((await this.#others(dataset, COLLECTING)).length > 0)
        await delay(POLL_MILLISECONDS, undefined, signal === undefined ? {} : { signal });
      return await run();
    } finally {
      await mark[Symbol.asyncDispose]();
    }
  }

  /** Says that this process removes blocks; nothing when somebody uses them now. */
  async collect(dataset: DatasetId): Promise<AsyncDisposable | undefined> {
    const mark = await this.#mark(dataset, `${COLLECTING}-${randomBytes(6).toString('hex')}`);
    if ((await this.#others(dataset, '')).length === 1) return mark;
    await mark[Symbol.asyncDispose]();
    return undefined;
  }

  async #mark(dataset: DatasetId, name: string): Promise<AsyncDisposable> {
    const folder = this.#folder(dataset);
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    const path = join(folder, name);
    await writeFile(path, JSON.stringify({ pid: process.pid, began: await beginningOf(process.pid) }), {
      mode: 0o600,
    });
    return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  }

  /** Marks of living processes. */
  async #others(dataset: DatasetId, prefix: string): Promise<string[]> {
    const folder = this.#folder(dataset);
    const living: string[] = [];
    for (const name of await readdir(folder)) {
      if (!name.startsWith(prefix)) continue;
      if (await isAlive(join(folder, name))) living.push(name);
      else await rm(join(folder, name), { force: true });
    }
    return living;
  }

  #folder(dataset: DatasetId): string {
    return join(this.#directory, dataset, 'use');
  }
}

async function isAlive(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  // It ended meanwhile.
  if (text === undefined) return false;
  // It is being written.
  if (text === '') return true;
  const { pid, began } = JSON.parse(text) as { pid: number; began: string };
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive too.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return (await beginningOf(pid)) === began;
}

/** When a process began, where the system tells: its number may be another process's by now. */
async function beginningOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold anything; the 22nd field is the 20th behind it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
