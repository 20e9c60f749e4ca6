import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createDiskStores, encodeKey, parseDatasetId, rawCid, readBlock } from '@meshid/sdk';
import { base32 } from 'multiformats/bases/base32';
import type { CID } from 'multiformats/cid';
import { until } from '../fixtures/until.ts';

const dataset = parseDatasetId(encodeKey(randomBytes(32)));

/** A folder of stores that goes with its scope. */
async function temporary(): Promise<{ directory: string; packs: string } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'meshid-packs-'));
  return {
    directory,
    packs: join(directory, dataset, 'blocks', 'packs'),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The store as a process that starts now finds it. */
const reopened = (directory: string) => createDiskStores(directory).open(dataset);

const blockOf = (seed: number, bytes: number): Buffer => {
  return Buffer.alloc(bytes, createHash('sha256').update(String(seed)).digest());
};

async function packsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.pack')).map((name) => join(folder, name));
}

type Writer = ChildProcessByStdio<null, Readable, null>;

/** Another process that stores `blockOf(first)`, `blockOf(first + 1)`, … and tells each number once it is told that it is stored. */
function startWriter(directory: string, { first = 0, most = 1e9, bytes = 100_000 } = {}): Writer {
  const program = `
    const { createDiskStores, rawCid } = await import('@meshid/sdk');
    const { createHash } = await import('node:crypto');
    const { writeSync } = await import('node:fs');
    const [directory, dataset, first, most, bytes] = process.argv.slice(1);
    const store = await createDiskStores(directory).open(dataset);
    let next = Number(first);
    const put = async () => {
      while (next < Number(first) + Number(most)) {
        const number = next++;
        const block = Buffer.alloc(Number(bytes), createHash('sha256').update(String(number)).digest());
        await store.put(rawCid(block), block);
        writeSync(1, number + '\\n');
      }
    };
    await Promise.all([put(), put(), put(), put()]);
    if (Number(most) < 1e9) await store.sync();`;
  const args = ['--conditions=@meshid/source', '--input-type=module', '--eval', program];
  return spawn(process.execPath, [...args, directory, dataset, String(first), String(most), String(bytes)], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What a writer told so far. */
function toldBy(writer: Writer): Set<number> {
  const told = new Set<number>();
  let text = '';
  writer.stdout.on('data', (data: Buffer) => {
    const lines = (text + data.toString()).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) told.add(Number(line));
  });
  return told;
}

describe('a store in packs', () => {
  it('loses no block that was told to be stored, whenever its writer is killed', async () => {
    await using folder = await temporary();
    let first = 0;
    for (const enough of [1, 5, 40, 120, 400]) {
      const writer = startWriter(folder.directory, { first });
      const told = toldBy(writer);
      await until(async () => told.size >= enough, `${enough} blocks`);
      writer.kill('SIGKILL');
      await once(writer, 'close');
      const store = await reopened(folder.directory);
      for (const number of told) {
        const block = blockOf(number, 100_000);
        assert.deepEqual(Buffer.from(await readBlock(store, rawCid(block))), block);
      }
      for await (const { cid } of store.getAll()) assert.equal((await readBlock(store, cid)).length, 100_000);
      first += 10_000;
    }
  });

  it('is read and written by two processes at once', async () => {
    await using folder = await temporary();
    const store = await reopened(folder.directory);
    const writer = startWriter(folder.directory, { most: 300, bytes: 20_000 });
    const told = toldBy(writer);
    const seen = new Set<number>();
    for (let own = 1000; own < 1300; own += 1) {
      const block = blockOf(own, 20_000);
      await store.put(rawCid(block), block);
      for (const number of told) {
        if (seen.has(number)) continue;
        seen.add(number);
        const cid = rawCid(blockOf(number, 20_000));
        assert.equal(await store.has(cid), true);
        assert.equal((await readBlock(store, cid)).length, 20_000);
      }
    }
    await once(writer, 'close');
    const cids = new Set<string>();
    for await (const { cid } of store.getAll()) cids.add(cid.toString());
    assert.equal(cids.size, 600);
    assert.ok((await packsIn(folder.packs)).length >= 2);
  });

  it('believes nothing of a block that was cut off in the middle, and keeps those before it', async () => {
    await using folder = await temporary();
    const blocks = [1, 2, 3].map((number) => blockOf(number, 5000));
    const store = await reopened(folder.directory);
    for (const block of blocks) await store.put(rawCid(block), block);
    const [pack = ''] = await packsIn(folder.packs);
    await truncate(pack, (await stat(pack)).size - 100);
    const again = await reopened(folder.directory);
    const held = await Promise.all(blocks.map(async (block) => again.has(rawCid(block))));
    assert.deepEqual(held, [true, true, false]);
    const [, , third] = blocks;
    assert.ok(third);
    await again.put(rawCid(third), third);
    assert.deepEqual(Buffer.from(await readBlock(again, rawCid(third))), third);
  });

  it('finds its blocks without an index, and with one that is damaged', async () => {
    for (const damage of ['absent', 'cut', 'turned'] as const) {
      await using folder = await temporary();
      const blocks = Array.from({ length: 20 }, (_, number) => blockOf(number, 3000));
      const store = await reopened(folder.directory);
      for (const block of blocks) await store.put(rawCid(block), block);
      await store.sync();
      const index = (await packsIn(folder.packs)).map((pack) => pack.replace(/pack$/, 'index'))[0] ?? '';
      if (damage === 'absent') await rm(index);
      else if (damage === 'cut') await truncate(index, 48 * 7 + 5);
      else await turnBit(index, 48 * 3 + 20);
      const again = await reopened(folder.directory);
      for (const block of blocks)
        assert.deepEqual(Buffer.from(await readBlock(again, rawCid(block))), block, damage);
    }
  });

  it('goes on behind a header that is damaged as well as the index', async () => {
    await using folder = await temporary();
    const blocks = [1, 2, 3].map((number) => blockOf(number, 3000));
    const store = await reopened(folder.directory);
    for (const block of blocks) await store.put(rawCid(block), block);
    const [pack = ''] = await packsIn(folder.packs);
    await turnBit(pack, 3048 + 6);
    const again = await reopened(folder.directory);
    const held = await Promise.all(blocks.map(async (block) => again.has(rawCid(block))));
    assert.deepEqual(held, [true, false, true]);
  });

  it('names a block that rotted, and has it again from whoever has it', async () => {
    await using folder = await temporary();
    const block = blockOf(1, 5000);
    const store = await reopened(folder.directory);
    await store.put(rawCid(block), block);
    await store.sync();
    const [pack = ''] = await packsIn(folder.packs);
    await turnBit(pack, 2000);
    const context = { cid: rawCid(block).toString(), where: pack };
    const again = await reopened(folder.directory);
    await assert.rejects(readBlock(again, rawCid(block)), { code: 'storage/corrupt', context });
    assert.equal(await store.has(rawCid(block)), false, 'another process knows it too');
    await again.put(rawCid(block), block);
    assert.deepEqual(Buffer.from(await readBlock(store, rawCid(block))), block);
  });

  it('gives back the room of what was removed, and loses nothing else', async () => {
    await using folder = await temporary();
    const writer = startWriter(folder.directory, { most: 100, bytes: 50_000 });
    await once(writer.stdout.resume(), 'end');
    const [store, other] = [await reopened(folder.directory), await reopened(folder.directory)];
    const cidOf = (number: number): CID => rawCid(blockOf(number, 50_000));
    for (let number = 0; number < 80; number += 1) await store.delete(cidOf(number));
    await store.sync();
    assert.ok((await sizeOf(folder.packs)) < 1_200_000, 'only what is left is kept');
    for (const reader of [store, other, await reopened(folder.directory)])
      for (let number = 0; number < 100; number += 1) {
        assert.equal(await reader.has(cidOf(number)), number >= 80);
        if (number >= 80) assert.equal((await readBlock(reader, cidOf(number))).length, 50_000);
      }
  });

  it('gives back all but a tenth of the room when that is wanted, also of what it has just stored', async () => {
    await using folder = await temporary();
    const store = await reopened(folder.directory);
    const cids = await Promise.all(
      Array.from({ length: 100 }, async (_, number) => {
        const block = blockOf(number, 50_000);
        return store.put(rawCid(block), block);
      }),
    );
    for (const [number, cid] of cids.entries()) if (number % 4 === 0) await store.delete(cid);
    await store.sync();
    assert.ok((await store.size()) > 5_000_000, 'most of it is still needed');
    await store.reclaim();
    const size = await store.size();
    assert.ok(size > 3_750_000 && size < 3_800_000, `${size} bytes`);
    for (const reader of [store, await reopened(folder.directory)])
      for (const [number, cid] of cids.entries()) assert.equal(await reader.has(cid), number % 4 !== 0);
    const late = blockOf(1000, 50_000);
    await store.put(rawCid(late), late);
    assert.equal((await readBlock(store, rawCid(late))).length, 50_000);
    // Of a tenth nothing is written anew.
    await store.sync();
    const before = await packsIn(folder.packs);
    await store.delete(cids[1] ?? assert.fail());
    await store.reclaim();
    assert.deepEqual((await packsIn(folder.packs)).sort(), before.sort());
  });

  it('puts the small packs of many commands together', async () => {
    await using folder = await temporary();
    // As many stores in a process that ends leave as many packs as commands do.
    const program = `
      const { createDiskStores, rawCid } = await import('@meshid/sdk');
      const { randomBytes } = await import('node:crypto');
      for (let at = 0; at < 18; at += 1) {
        const store = await createDiskStores(process.argv[1]).open(process.argv[2]);
        for (const block of [randomBytes(1000), randomBytes(1000)]) await store.put(rawCid(block), block);
      }`;
    const args = ['--conditions=@meshid/source', '--input-type=module', '--eval', program];
    const commands = spawn(process.execPath, [...args, folder.directory, dataset], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await once(commands, 'exit');
    assert.equal((await packsIn(folder.packs)).length, 18);
    const store = await reopened(folder.directory);
    await store.sync();
    assert.equal((await packsIn(folder.packs)).length, 1);
    let blocks = 0;
    for await (const { cid } of await reopened(folder.directory).then((one) => one.getAll())) {
      assert.equal((await readBlock(store, cid)).length, 1000);
      blocks += 1;
    }
    assert.equal(blocks, 36);
  });

  it('reads and removes the blocks of a store that is from before there were packs', async () => {
    await using folder = await temporary();
    const [kept, removed] = [randomBytes(900), randomBytes(900)];
    for (const block of [kept, removed]) {
      const name = base32.baseEncode(rawCid(block).multihash.bytes);
      const inside = join(folder.directory, dataset, 'blocks', name.slice(-2, -1));
      await mkdir(inside, { recursive: true });
      await writeFile(join(inside, name), block);
    }
    const store = await reopened(folder.directory);
    assert.deepEqual(Buffer.from(await readBlock(store, rawCid(kept))), kept);
    await store.delete(rawCid(removed));
    assert.equal(await store.has(rawCid(removed)), false);
    const cids: string[] = [];
    for await (const { cid } of store.getAll()) cids.push(cid.toString());
    assert.deepEqual(cids, [rawCid(kept).toString()]);
  });

  it('tells a disk that takes no more, and keeps what it took', async () => {
    await using folder = await temporary();
    // A limit on a file's size stands for a full disk, which needs root.
    const program = `
      const { createDiskStores, rawCid } = await import('@meshid/sdk');
      const { randomBytes } = await import('node:crypto');
      process.on('SIGXFSZ', () => undefined);
      const store = await createDiskStores(process.argv[1]).open(process.argv[2]);
      const stored = await Promise.allSettled(Array.from({ length: 10 }, async () => {
        const block = randomBytes(100_000);
        return (await store.put(rawCid(block), block)).toString();
      }));
      console.log(JSON.stringify(stored.map(({ value, reason }) => value ?? { code: reason.code })));`;
    const args = ['--conditions=@meshid/source', '--input-type=module', '--eval', program];
    const child = spawn(
      'sh',
      ['-c', 'ulimit -f 700; exec "$@"', 'sh', process.execPath, ...args, folder.directory, dataset],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let out = '';
    for await (const text of child.stdout) out += String(text);
    const told = JSON.parse(out) as (string | { code: string })[];
    const stored = told.filter((one) => typeof one === 'string');
    assert.deepEqual(
      told.filter((one) => typeof one !== 'string').map(({ code }) => code),
      Array.from({ length: told.length - stored.length }, () => 'storage/failed'),
    );
    assert.ok(stored.length > 0 && stored.length < 10, `${stored.length} were stored`);
    const held: string[] = [];
    for await (const { cid } of (await reopened(folder.directory)).getAll()) held.push(cid.toString());
    assert.deepEqual(held.sort(), stored.sort());
  });
});

async function turnBit(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = (await readFile(path))[at] ?? 0;
  await file.write(Uint8Array.of(byte ^ 1), 0, 1, at);
  await file.close();
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}
