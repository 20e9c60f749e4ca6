import { execFile } from 'node:child_process';
import { appendFile, lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const BUILD_OUTPUT = new Set(['node_modules', 'dist', 'target', '.git']);
const OWNER_MAY_WRITE = 0o200;
const LIST_BYTES = 64 * 2 ** 20;

/** What the tour publishes: a folder, or a part of it. */
export interface Source {
  readonly folder: string;
  /** Relative paths, where not everything is meant. */
  readonly only: ReadonlySet<string> | undefined;
}

/** The user's folder, or else this repository's own files: what git tracks, or everything but dependencies and build output. */
export async function chooseSource(folder: string | undefined): Promise<Source> {
  if (folder !== undefined) {
    if (!(await lstat(folder).catch(() => undefined))?.isDirectory())
      throw new Error(`${folder} is not a folder; give the folder that the tour shall publish`);
    return { folder, only: undefined };
  }
  const tracked = await run('git', ['-C', REPOSITORY, 'ls-files', '-z'], { maxBuffer: LIST_BYTES }).then(
    ({ stdout }) => stdout.split('\0').filter((path) => path !== ''),
    () => undefined,
  );
  const present = await Promise.all(
    (tracked ?? (await walk(''))).map(async (path) =>
      (await lstat(join(REPOSITORY, path)).catch(() => undefined)) ? [path] : [],
    ),
  );
  return { folder: REPOSITORY, only: new Set(present.flat()) };
}

async function walk(below: string): Promise<string[]> {
  const found = await readdir(join(REPOSITORY, below), { withFileTypes: true });
  const nested = found
    .filter(({ name }) => !BUILD_OUTPUT.has(name))
    .map(async (entry) => (entry.isDirectory() ? walk(join(below, entry.name)) : [join(below, entry.name)]));
  return (await Promise.all(nested)).flat();
}

/** Writes the list that publishing, and the copying, go by; nothing where everything is published. */
export async function listSource({ only }: Source, listFile: string): Promise<void> {
  if (only !== undefined) await writeFile(listFile, [...only].join('\0'));
}

/** Copies the source with modes, links and nanoseconds (Node's own copy rounds times), so that the user's folder is never changed. */
export async function copySource(
  { folder, only }: Source,
  destination: string,
  listFile: string,
): Promise<void> {
  await mkdir(destination, { recursive: true });
  if (only === undefined) return copy('cp', ['-a', '--reflink=auto', '-t', destination, '.'], folder);
  await copy('xargs', ['-0', '-a', listFile, 'cp', '-a', '--parents', '-t', destination], folder);
  // Each file that came changed its folder's time again, which would be one more change to publish.
  const folders = new Set(['.', ...[...only].flatMap(foldersAbove)]);
  for (const path of folders) await run('touch', ['-m', '-r', join(folder, path), join(destination, path)]);
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

async function copy(command: string, args: string[], cwd: string): Promise<void> {
  // What can't be read is skipped by publishing too, which tells it to the user.
  await run(command, args, { cwd, maxBuffer: LIST_BYTES }).catch((error: unknown) => {
    if (!(error instanceof Error && 'stderr' in error && /Permission denied/.test(String(error.stderr))))
      throw error;
  });
}

/** Appends a line to one file of the tree, or makes one where there is none. Returns its relative path. */
export async function changeOneFile(folder: string, line: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const modes = await Promise.all(files.map(async (path) => (await lstat(path)).mode));
  const writable = files.filter((_, index) => ((modes[index] ?? 0) & OWNER_MAY_WRITE) !== 0);
  const chosen = writable[Math.floor(writable.length / 2)] ?? join(folder, 'changed-by-the-tour.txt');
  await appendFile(chosen, `${line}\n`);
  return chosen.slice(folder.length + 1);
}
