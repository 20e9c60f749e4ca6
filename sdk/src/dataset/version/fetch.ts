import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import type { LeafReference } from '../../crypto/chunk.ts';
import { MeshidError } from '../../errors.ts';
import type { DurableBlockstore } from '../../storage/index.ts';
import { readDirectory } from './directory.ts';
import { decryptRoot } from './manifest-root.ts';
import { openVersion, type OpenVersionInput, type Version } from './open.ts';
import { getBlock, readIndex } from './pieces.ts';

/** Asks a peer for blocks, in this order or another; each that comes was checked against its CID. */
export type FetchBlocks = (
  cids: CID[],
  options: { signal?: AbortSignal },
) => AsyncIterable<{ readonly cid: CID; readonly block: Uint8Array }>;

export interface FetchVersionInput extends OpenVersionInput {
  readonly store: Pick<Blockstore, 'get' | 'has' | 'put'> & Partial<Pick<DurableBlockstore, 'sync'>>;
  readonly fetch: FetchBlocks;
}

export interface FetchProgress {
  /** What came so far. */
  readonly blocks: number;
  readonly bytes: number;
}

export interface FetchVersionOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
}

export interface FetchedVersion extends FetchProgress {
  readonly version: Version;
}

/** Few enough for a request, enough to keep the wire full. */
const BATCH = 512;
const MOST_WAITING_WRITES = 16;

/**
 * Brings what a version needs and the store has not: the head, the manifest's root, its changed pieces level by level, its changed
 * leaves. The binding is checked before anything but the root is asked for. What came is kept, so a fetch that was cut goes on.
 *
 * @throws MeshidError as `openVersion`, `version/incomplete` for what the peer didn't give, `storage/full`; and what `fetch` throws
 */
export async function fetchVersion(
  input: FetchVersionInput,
  options: FetchVersionOptions = {},
): Promise<FetchedVersion> {
  const { store } = input;
  const fetcher = new VersionFetcher(input, options);
  const version = await fetcher.bringManifest();
  let batch: CID[] = [];
  for await (const { cid } of version.leaves(signalOf(options))) {
    if (await store.has(cid, signalOf(options))) continue;
    batch.push(cid);
    if (batch.length < BATCH) continue;
    await fetcher.request(batch);
    batch = [];
  }
  await fetcher.request(batch);
  await store.sync?.();
  return { version, blocks: fetcher.blocks, bytes: fetcher.bytes };
}

/**
 * Brings a version's head and its manifest's root only: what it belongs to, and how much it holds.
 *
 * @throws MeshidError as `openVersion`, `version/incomplete`; and what `fetch` throws
 */
export async function fetchRoot(
  input: FetchVersionInput,
  options: FetchVersionOptions = {},
): Promise<Version> {
  await new VersionFetcher(input, options).bringRoot();
  return await openVersion(input, signalOf(options));
}

/**
 * Brings all but a version's content: what there is, and where. Its files can be compared, and read as far as their leaves are here.
 *
 * @throws MeshidError as `fetchVersion`
 */
export async function fetchManifest(
  input: FetchVersionInput,
  options: FetchVersionOptions = {},
): Promise<Version> {
  return await new VersionFetcher(input, options).bringManifest();
}

function signalOf({ signal }: FetchVersionOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

class VersionFetcher {
  blocks = 0;
  bytes = 0;
  private readonly input: FetchVersionInput;
  private readonly options: FetchVersionOptions;

  constructor(input: FetchVersionInput, options: FetchVersionOptions) {
    this.input = input;
    this.options = options;
  }

  /** Brings the head, then the manifest's root, whose name is returned. */
  async bringRoot(): Promise<CID> {
    const { store, head } = this.input;
    await this.bring([head]);
    const { manifest } = await readDirectory(await getBlock(store, head, signalOf(this.options)));
    await this.bring([manifest]);
    return manifest;
  }

  /** Brings the root, then the pieces level by level, after the root was found to belong where it was expected. */
  async bringManifest(): Promise<Version> {
    const { store, keys } = this.input;
    const reading = signalOf(this.options);
    const manifest = await this.bringRoot();
    const version = await openVersion(this.input, reading);
    const root = decryptRoot(keys, await getBlock(store, manifest, reading));
    let level: readonly LeafReference[] = root.children;
    for (let depth = root.depth; ; depth -= 1) {
      await this.bring(level.map(({ cid }) => cid));
      if (depth === 0) return version;
      const children: LeafReference[] = [];
      for (const reference of level)
        children.push(...readIndex(reference, await getBlock(store, reference.cid, reading)));
      level = children;
    }
  }

  /** Requests those of `cids` that the store has not. */
  async bring(cids: readonly CID[]): Promise<void> {
    const missing = new Map<string, CID>();
    for (const cid of cids)
      if (!(await this.input.store.has(cid, signalOf(this.options)))) missing.set(cid.toString(), cid);
    const wanted = [...missing.values()];
    for (let start = 0; start < wanted.length; start += BATCH)
      await this.request(wanted.slice(start, start + BATCH));
  }

  async request(cids: CID[]): Promise<void> {
    if (cids.length === 0) return;
    const { store, fetch } = this.input;
    const open = new Map(cids.map((cid) => [cid.toString(), cid]));
    const writes = new Set<Promise<void>>();
    let failure: Error | undefined;
    try {
      for await (const { cid, block } of fetch(cids, signalOf(this.options))) {
        // What was not asked for would only fill the disk.
        if (!open.delete(cid.toString())) continue;
        this.blocks += 1;
        this.bytes += block.length;
        const write = Promise.resolve(store.put(cid, block, signalOf(this.options))).then(
          () => void writes.delete(write),
          (error: unknown) => {
            failure ??=
              error instanceof Error ? error : new Error('a block could not be stored', { cause: error });
            writes.delete(write);
          },
        );
        writes.add(write);
        if (writes.size >= MOST_WAITING_WRITES) await Promise.race(writes);
        if (failure !== undefined) break;
        this.options.onProgress?.({ blocks: this.blocks, bytes: this.bytes });
      }
    } finally {
      await Promise.all(writes);
    }
    if (failure !== undefined) throw failure;
    const [lacking] = open.values();
    if (lacking !== undefined)
      throw new MeshidError('version/incomplete', { cid: lacking.toString() }, { retryable: true });
  }
}
