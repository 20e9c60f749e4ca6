import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatasetId } from '../identifiers.ts';
import { isRunning } from '../running.ts';
import { errorCode } from '../storage/failures.ts';

const OWNER_ONLY = 0o700;
const POLL_MILLISECONDS = 50;
/** What somebody does, by which process, when that began, something random: all in the name, which is there at once or not at all. */
const MARK = /^(writing|collecting)-([0-9]+)-([0-9]*)-[0-9a-f]{12}$/;

type Use = 'writing' | 'collecting';

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
    const mark = await this.#mark(dataset, 'writing');
    try {
      while ((await this.#count(dataset, ['collecting'])) > 0)
        await delay(POLL_MILLISECONDS, undefined, signal === undefined ? {} : { signal });
      return await run();
    } finally {
      await mark[Symbol.asyncDispose]();
    }
  }

  /** Says that this process removes blocks; nothing when somebody uses them now. */
  async collect(dataset: DatasetId): Promise<AsyncDisposable | undefined> {
    const mark = await this.#mark(dataset, 'collecting');
    if ((await this.#count(dataset, ['writing', 'collecting'])) === 1) return mark;
    await mark[Symbol.asyncDispose]();
    return undefined;
  }

  /** Whether somebody removes blocks now. */
  async isCollected(dataset: DatasetId): Promise<boolean> {
    return (await this.#count(dataset, ['collecting'])) > 0;
  }

  async #mark(dataset: DatasetId, use: Use): Promise<AsyncDisposable> {
    const folder = this.#folder(dataset);
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    const began = await beginningOf(process.pid);
    const path = join(folder, `${use}-${process.pid}-${began}-${randomBytes(6).toString('hex')}`);
    await writeFile(path, '', { mode: 0o600 });
    return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  }

  /** How many living processes do that. */
  async #count(dataset: DatasetId, uses: readonly Use[]): Promise<number> {
    const folder = this.#folder(dataset);
    let count = 0;
    for (const name of await readdir(folder).catch(noneWithout)) {
      const [, use, pid, began] = MARK.exec(name) ?? [];
      if (!uses.some((one) => one === use)) continue;
      if (isRunning(Number(pid)) && (await beginningOf(Number(pid))) === began) count += 1;
      else await rm(join(folder, name), { force: true });
    }
    return count;
  }

  #folder(dataset: DatasetId): string {
    return join(this.#directory, dataset, 'use');
  }
}

/** A folder that is not there has no marks in it. */
function noneWithout(error: unknown): string[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}

/** When a process began, where the system tells: its number may be another process's by now. */
async function beginningOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold anything; the 22nd field is the 20th behind it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
