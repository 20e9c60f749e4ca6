import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { findNative } from '../../sdk/src/dataset/version/native.ts';
import { scanFolder } from '../../sdk/src/dataset/version/scan.ts';
import { TreeRoot } from '../../sdk/src/dataset/version/tree-root.ts';

const run = promisify(execFile);
const MOST = 64 * 1024 * 1024;

/** What GNU find says of everything below a folder: name, kind, mode, time, target, bytes and names. */
export async function listing(folder: string): Promise<string[]> {
  const format = String.raw`%P\t%y\t%m\t%T@\t%l\t%s\t%n\n`;
  const { stdout } = await run('find', ['.', '-printf', format], {
    ...{ cwd: folder, encoding: 'latin1', maxBuffer: MOST },
  });
  // A directory's bytes and names tell how its file system keeps it.
  return stdout
    .split('\n')
    .map((line) => (line.split('\t')[1] === 'd' ? line.split('\t').slice(0, 4).join('\t') : line))
    .sort();
}

/** What GNU tar makes of a folder: names of any bytes and length, contents, modes, times to the nanosecond, links. */
async function archive(folder: string): Promise<string> {
  const { stdout } = await run(
    'bash',
    [
      '-o',
      'pipefail',
      '-c',
      'tar --sort=name --format=posix --pax-option=exthdr.name=x,delete=atime,delete=ctime -cf - . | sha256sum',
    ],
    { cwd: folder, maxBuffer: MOST },
  );
  return stdout;
}

/** Where the kernel says that a file's data begins and ends, in turns. */
export function dataOf(path: string | Buffer): number[] {
  const native = findNative();
  const found: number[] = [];
  const file = openSync(path, 'r');
  let next: number | undefined = 0;
  for (let what: 'data' | 'hole' = 'data'; next !== undefined; what = what === 'data' ? 'hole' : 'data') {
    next = native?.seek(file, next, what);
    if (next !== undefined) found.push(next);
  }
  closeSync(file);
  return found;
}

function allData(folder: string): unknown[] {
  using root = new TreeRoot(folder);
  return [...scanFolder({ root, pathHash: () => 0 })].flatMap((look) => {
    if (!('found' in look) || look.found.kind === 'symlink') return [];
    const { kind, path, absolute } = look.found;
    return [[path, kind === 'file' ? dataOf(absolute) : [], attributesOf(absolute)]];
  });
}

function attributesOf(path: string | Buffer): string[] {
  const native = findNative();
  const names = native?.listAttributes(path) ?? [];
  const all = names.map((name) =>
    [name, native?.getAttribute(path, name)].map((bytes) => bytes?.toString('hex')),
  );
  return all.map(String).sort();
}

/** Two folders are the same, as tools that know nothing of meshid see them, and have the same holes and attributes. */
export async function assertSameTree(actual: string, expected: string): Promise<void> {
  assert.deepEqual(await listing(actual), await listing(expected));
  assert.deepEqual(allData(actual), allData(expected));
  assert.equal(await archive(actual), await archive(expected));
}

/** Removes what Node's `rm` doesn't reach, because its path is too long. */
export async function removeTree(folder: string): Promise<void> {
  await run('chmod', ['-R', 'u+rwx', folder]).catch(() => undefined);
  await run('rm', ['-rf', folder]);
}
