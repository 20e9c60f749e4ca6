import { createHash } from 'node:crypto';
import {
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
  chmod,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import {
  createDiskStores,
  createMemoryStores,
  type DatasetKeys,
  type FetchBlocks,
  openVersion,
  readBlock,
  type Version,
  type VersionSource,
  type WrittenVersion,
  writeVersion,
} from '@meshid/sdk';
import { someOwner } from '../crypto/world.ts';

/** What a folder holds: path → a file's content, a link's target, or a directory. */
export interface Planted {
  readonly content?: Uint8Array | string;
  readonly target?: string;
  readonly mode?: number;
  /** Microseconds since 1970. */
  readonly mtimeUs?: number;
}
export type Tree = Record<string, Planted>;

/** A folder for one test, a dataset with its store, and its publisher; goes with its scope. */
export class World implements AsyncDisposable {
  readonly folder: string;
  readonly keys: DatasetKeys;
  readonly keyring: Uint8Array;
  readonly store: Blockstore;
  sequence = 0n;
  last: Version | undefined;

  private constructor(folder: string, keys: DatasetKeys, keyring: Uint8Array, store: Blockstore) {
    this.folder = folder;
    this.keys = keys;
    this.keyring = keyring;
    this.store = store;
  }

  /** @param where its blocks are kept */
  static async create(where: 'memory' | 'disk' = 'memory'): Promise<World> {
    const { keys, keyring } = someOwner();
    const folder = await mkdtemp(join(tmpdir(), 'meshid-version-'));
    await mkdir(join(folder, 'source'));
    const stores = where === 'disk' ? createDiskStores(join(folder, 'stores')) : createMemoryStores();
    return new World(folder, keys, keyring.block, await stores.open(keys.dataset));
  }

  get source(): string {
    return join(this.folder, 'source');
  }

  get destination(): string {
    return join(this.folder, 'destination');
  }

  /** Publishes the source as the next version, and opens it. */
  async publish(
    options: { keys?: DatasetKeys; source?: VersionSource; alone?: boolean } = {},
  ): Promise<WrittenVersion & { version: Version }> {
    const keys = options.keys ?? this.keys;
    this.sequence += 1n;
    const binding = {
      dataset: keys.dataset,
      sequence: this.sequence,
      epoch: keys.epoch,
      parent: this.last?.head,
    };
    const previous = options.alone === true || this.last === undefined ? {} : { previous: this.last };
    const source = options.source ?? { folder: this.source };
    const written = await writeVersion({
      store: this.store,
      keys,
      binding,
      source,
      keyring: this.keyring,
      ...previous,
    });
    const version = await this.open(written.head, keys);
    this.last = version;
    return { ...written, version };
  }

  open(head: CID, keys = this.keys, sequence = this.sequence): Promise<Version> {
    return openVersion({ store: this.store, head, keys, expect: { dataset: keys.dataset, sequence } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A peer that gives what `store` has, as asked. */
export function peerOf(store: Blockstore): FetchBlocks {
  return async function* (cids) {
    for (const cid of cids) yield { cid, block: await readBlock(store, cid) };
  };
}

/** Makes the tree below `root`; directories that a path needs are made. */
export async function plant(root: string, tree: Tree): Promise<void> {
  const paths = Object.entries(tree);
  for (const [path, { content, target }] of paths) {
    const absolute = join(root, path);
    await mkdir(join(absolute, '..'), { recursive: true });
    if (content !== undefined) await writeFile(absolute, content);
    else if (target !== undefined) await symlink(target, absolute);
    else await mkdir(absolute, { recursive: true });
  }
  // Modes and times come last, innermost first, because making something changes the folder that it is in.
  for (const [path, { target, mode, mtimeUs }] of paths.reverse()) {
    const absolute = join(root, path);
    if (mode !== undefined && target === undefined) await chmod(absolute, mode);
    if (mtimeUs !== undefined) {
      // A quarter of a microsecond more, so that a double's rounding can't fall into the one before.
      const seconds = (mtimeUs + 0.25) / 1e6;
      await lutimes(absolute, seconds, seconds);
    }
  }
}

/** Everything below `root`, the folder itself included, as comparable text: kind, mode, time in nanoseconds, content. */
export async function snapshot(root: string, path = ''): Promise<Record<string, string>> {
  const absolute = path === '' ? root : join(root, path);
  const stat = await lstat(absolute, { bigint: true });
  const attributes = `${(stat.mode & 0o7777n).toString(8)} ${stat.mtimeNs}`;
  if (stat.isSymbolicLink()) return { [path]: `link ${stat.mtimeNs} → ${await readlink(absolute)}` };
  if (!stat.isDirectory()) {
    const digest = createHash('sha256')
      .update(await readFile(absolute))
      .digest('hex');
    return { [path]: `file ${attributes} ${stat.size} ${digest}` };
  }
  const found: Record<string, string> = { [path]: `directory ${attributes}` };
  for (const name of await readdir(absolute))
    Object.assign(found, await snapshot(root, path === '' ? name : `${path}/${name}`));
  return found;
}

/** Everything that an async iterable yields. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}
