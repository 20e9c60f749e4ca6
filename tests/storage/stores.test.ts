import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDiskStores,
  createMemoryStores,
  encodeKey,
  isMeshidError,
  parseDatasetId,
  rawCid,
  readBlock,
} from '@meshid/sdk';
import { storageError } from '../../sdk/src/storage/failures.ts';
import { complyAsDatasetStores } from '../compliance/blockstore.ts';

/** A folder that goes with its scope, however the test ends. */
async function temporary(): Promise<{ directory: string } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'meshid-storage-'));
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

const someDataset = () => parseDatasetId(encodeKey(randomBytes(32)));

complyAsDatasetStores('memory', async () => ({
  stores: createMemoryStores(),
  dispose: async () => undefined,
}));
complyAsDatasetStores('the disk', async () => {
  const folder = await temporary();
  return {
    stores: createDiskStores(join(folder.directory, 'datasets')),
    dispose: async () => {
      await folder[Symbol.asyncDispose]();
    },
  };
});

/** The files below a folder whose path ends so. */
async function filesBelow(folder: string, end = ''): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => file.endsWith(end));
}

describe('the store on disk', () => {
  it('finds its blocks again after a restart', async () => {
    await using folder = await temporary();
    const { directory } = folder;
    const dataset = someDataset();
    const block = randomBytes(5000);
    await (await createDiskStores(directory).open(dataset)).put(rawCid(block), block);
    const again = createDiskStores(directory);
    assert.deepEqual(await again.list(), [dataset]);
    const store = await again.find(dataset);
    assert.ok(store);
    assert.deepEqual(Buffer.from(await readBlock(store, rawCid(block))), block);
  });

  it('is for its user only', async () => {
    await using folder = await temporary();
    const { directory } = folder;
    const dataset = someDataset();
    const block = randomBytes(10);
    await (await createDiskStores(join(directory, 'datasets')).open(dataset)).put(rawCid(block), block);
    assert.equal((await stat(join(directory, 'datasets', dataset))).mode & 0o777, 0o700);
    for (const file of await filesBelow(directory)) assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  for (const [what, damage] of [
    [
      'a turned bit',
      async (file: string) =>
        writeFile(
          file,
          (await readFile(file)).map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
        ),
    ],
    ['a cut end', (file: string) => truncate(file, 50)],
    ['no bytes at all', (file: string) => truncate(file, 0)],
  ] as const)
    it(`notices ${what} on the disk, names the block, keeps the bytes aside and takes a good one`, async () => {
      await using folder = await temporary();
      const { directory } = folder;
      const dataset = someDataset();
      const store = await createDiskStores(directory).open(dataset);
      const block = randomBytes(5000);
      const cid = rawCid(block);
      await store.put(cid, block);
      const [file] = await filesBelow(directory, '.pack');
      assert.ok(file);
      await damage(file);
      await assert.rejects(readBlock(store, cid), {
        code: 'storage/corrupt',
        context: { cid: cid.toString(), where: file },
      });
      await assert.rejects(readBlock(store, cid), { name: 'NotFoundError' });
      const [kept] = await filesBelow(join(directory, dataset, 'blocks', 'damaged'));
      assert.ok(kept, 'the damaged bytes are kept');
      await store.put(cid, block);
      assert.deepEqual(Buffer.from(await readBlock(store, cid)), block);
    });

  it('killed at any moment of writing, leaves no block that is not whole', async () => {
    await using folder = await temporary();
    const { directory } = folder;
    const dataset = someDataset();
    const program = `
      const { createDiskStores, rawCid } = await import('@meshid/sdk');
      const { randomBytes } = await import('node:crypto');
      const store = await createDiskStores(process.argv[1]).open(process.argv[2]);
      process.stdout.write('ready');
      for (;;) { const block = randomBytes(200000); await store.put(rawCid(block), block); process.stdout.write('.'); }`;
    for (const written of [1, 7, 20]) {
      const args = [
        '--conditions=@meshid/source',
        '--input-type=module',
        '--eval',
        program,
        directory,
        dataset,
      ];
      const child = spawn(process.execPath, args, {
        cwd: import.meta.dirname,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let seen = 0;
      for await (const text of child.stdout) {
        seen += String(text).replace('ready', '').length;
        if (seen >= written) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    const store = await createDiskStores(directory).open(dataset);
    let blocks = 0;
    for await (const { cid } of store.getAll()) {
      assert.equal((await readBlock(store, cid)).length, 200000);
      blocks += 1;
    }
    assert.ok(blocks >= 28, `${blocks} blocks`);
  });

  it('ignores what else lies in its folder', async () => {
    await using folder = await temporary();
    const { directory } = folder;
    await mkdir(join(directory, 'not-a-dataset'));
    await writeFile(join(directory, 'file'), '');
    await mkdir(join(directory, someDataset()));
    assert.deepEqual(await createDiskStores(directory).list(), []);
  });

  it('says that the disk is full, or what else it said', () => {
    const failure = (code: string): Error => Object.assign(new Error(code), { code });
    const full = storageError(failure('ENOSPC'), 'there');
    assert.ok(isMeshidError(full, 'storage/full') && full.retryable);
    assert.ok(isMeshidError(storageError(failure('EDQUOT'), 'there'), 'storage/full'));
    const failed = storageError(failure('EIO'), 'there');
    assert.ok(isMeshidError(failed, 'storage/failed') && failed.context.why === 'EIO');
    const bug = new TypeError('a bug');
    assert.equal(storageError(bug, 'there'), bug);
    assert.equal(storageError(full, 'elsewhere'), full);
  });

  it('tells a store that it may not write to', async () => {
    // Root may write anywhere, so it becomes somebody else for the moment.
    await using folder = await temporary();
    const { directory } = folder;
    const store = await createDiskStores(directory).open(someDataset());
    const block = randomBytes(10);
    const before = process.geteuid?.();
    await chmod(directory, 0o000);
    try {
      if (before === 0) process.seteuid?.(65534);
      await assert.rejects(async () => store.put(rawCid(block), block), { code: 'storage/failed' });
    } finally {
      if (before === 0) process.seteuid?.(0);
      await chmod(directory, 0o700);
    }
  });
});
