import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from '@ipld/dag-pb';
import { UnixFS } from 'ipfs-unixfs';
import type { CID } from 'multiformats/cid';
import { createDatasetKeys, parseDatasetId, writeVersion } from '@meshid/sdk';
import { seededBytes } from '../fixtures/random.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const MARK = 'recognisable-name';
const LEAF_CODE = 0x55;
const bytes = (value: number): Uint8Array => new Uint8Array(32).fill(value);

/** What somebody without keys finds: the directories, whole, and of every other block its size and whether it shows a name. */
class Outsider {
  readonly directories = new Map<string, Uint8Array>();
  readonly sizes = new Map<string, number>();
  readonly telling: string[] = [];

  has(cid: CID): Promise<boolean> {
    return Promise.resolve(this.sizes.has(cid.toString()));
  }

  put(cid: CID, block: unknown): Promise<CID> {
    assert.ok(block instanceof Uint8Array);
    this.sizes.set(cid.toString(), block.length);
    if (cid.code !== LEAF_CODE) this.directories.set(cid.toString(), Uint8Array.from(block));
    if (Buffer.from(block.buffer, block.byteOffset, block.length).includes(MARK))
      this.telling.push(cid.toString());
    return Promise.resolve(cid);
  }

  /** Every link below a block: its name, without a shard's two characters where it has them, and the CID. */
  *links(cid: CID): Generator<{ name: string; cid: CID; bytes: number }> {
    const block = this.directories.get(cid.toString());
    if (block === undefined) return;
    const { Data, Links } = decode(block);
    const sharded = Data !== undefined && UnixFS.unmarshal(Data).type === 'hamt-sharded-directory';
    for (const { Name = '', Hash, Tsize = 0 } of Links) {
      yield { name: sharded ? Name.slice(2) : Name, cid: Hash, bytes: Tsize };
      yield* this.links(Hash);
    }
  }
}

interface Seen {
  readonly outsider: Outsider;
  readonly head: CID;
  readonly fileBytes: number;
}

/** Publishes `files` files of together `total` bytes. Their sizes are no round numbers, to be looked for. */
async function publish(files: number, total: number): Promise<Seen> {
  await using folder = await temporaryFolder();
  // The same bytes under the same keys each time, so that the counts are the same each time.
  const random = seededBytes(1);
  const fileBytes = total / files + 37;
  for (let index = 0; index < files; index += 1) {
    const directory = join(folder.path, `${MARK} ${index % 50}`);
    if (index < 50) await mkdir(directory);
    await writeFile(join(directory, `${MARK} ${index}.txt`), random(fileBytes));
  }
  const keys = {
    ...createDatasetKeys(parseDatasetId('4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi')),
    epochKeys: new Map([[1n, bytes(2)]]),
    constant: bytes(3),
  };
  const outsider = new Outsider();
  const { head, stats } = await writeVersion({
    store: outsider,
    keys,
    binding: { dataset: keys.dataset, sequence: 1n, epoch: 1n, parent: undefined },
    source: { folder: folder.path },
    keyring: bytes(4),
  });
  assert.equal(stats.files, files);
  return { outsider, head, fileBytes };
}

/** Of each leaf. */
const lengthsOf = ({ outsider, head }: Seen): number[] =>
  [...outsider.links(head)].filter(({ name, cid }) => name === cid.toString()).map(({ bytes }) => bytes);

describe('somebody without the key', () => {
  const seen: Seen[] = [];

  for (const [files, each] of [
    [10_000, 20_000],
    [10_000, 8_000],
    [10_000, 4_000],
    [2_000, 100_000],
    [1_500, 135_000],
    [800, 250_000],
  ] as const)
    it(`counts as many leaves for ${files} files of ${each} bytes as for 10 large ones, a tenth more or less`, async () => {
      const [few, many] = [await publish(10, each * files), await publish(files, each * files)];
      seen.push(few, many);
      const [large, small] = [lengthsOf(few).length, lengthsOf(many).length];
      assert.ok(large > (each * files) / 600_000, `${large} leaves`);
      assert.ok(Math.abs(small / large - 1) <= 0.1, `${small} leaves of small files, ${large} of large ones`);
    });

  it('sees leaves of the same length, but for those of the manifest', () => {
    // Of 200 MB: of less the last chunk of each file tells in the average.
    for (const published of seen.filter((_, at) => at < 2 || at >= 6)) {
      const lengths = lengthsOf(published);
      const long = lengths.filter((length) => length > 64 * 1024);
      assert.ok(long.length > lengths.length * 0.8, `${long.length} long leaves of ${lengths.length}`);
      const mean = long.reduce((a, b) => a + b) / long.length;
      assert.ok(Math.abs(mean / (528 * 1024) - 1) <= 0.1, `${mean} bytes on average`);
    }
  });

  it('reads no name, path or size in any block', () => {
    assert.equal(seen.length, 12);
    for (const { outsider, head, fileBytes } of seen) {
      assert.deepEqual(outsider.telling, []);
      const names = [...outsider.links(head)].map(({ name }) => name).filter((name) => name !== '');
      const told = names.filter((name) => !outsider.sizes.has(name));
      assert.deepEqual(told.sort(), ['keyring', 'leaves', 'manifest']);
      const sizes = [...outsider.links(head)].map(({ bytes }) => bytes);
      assert.ok(!sizes.includes(fileBytes) && !sizes.includes(fileBytes + 16));
    }
  });
});
