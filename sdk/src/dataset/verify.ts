import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { bytesKey } from '../bytes-key.ts';
import { isMeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { readBlock } from '../storage/index.ts';
import { type DatasetBlocks, withBlocks } from './blocks.ts';
import { isUnreadable, openVersion, type Version } from './version/index.ts';
import { placeBefore, type VersionPlace } from './version-place.ts';

export interface VerifyInput extends PeerChoice {
  readonly dataset: DatasetId;
  /** Every version as far as they are here, not the newest alone. */
  readonly all?: boolean;
  /** Fetches what is missing or damaged from computers that have it; nobody is asked for anything unless given. */
  readonly repair?: boolean;
}

export interface VerifyOptions extends FlowOptions {
  readonly onProgress?: (progress: { readonly blocks: number; readonly bytes: number }) => void;
}

export interface VerifiedVersion {
  readonly sequence: bigint;
  /**
   * `elsewhere`: all that is not here was let go of, since other computers keep it. `absent`: of an earlier version no more than its place
   * in the log, since it was never fetched, or was collected.
   */
  readonly state: 'whole' | 'elsewhere' | 'broken' | 'absent';
}

export interface Verified {
  readonly dataset: DatasetId;
  /** Those that were looked through, the newest first. */
  readonly versions: readonly VerifiedVersion[];
  /** Blocks that were read, hashed and, where they are content, decrypted. */
  readonly blocks: number;
  readonly bytes: number;
  /** Blocks that a version needs and that are not here, or were found damaged, and were not brought back. */
  readonly missing: readonly string[];
  readonly damaged: readonly string[];
  /** Blocks that this computer let go of to make room, since others keep them. They are not brought back. */
  readonly elsewhere: number;
  readonly repaired: number;
}

/**
 * Reads every block that a version needs, checks it against its name, and decrypts it. Damaged blocks are set aside, so that they are
 * never served.
 *
 * @throws MeshidError `dataset/empty`, `keyring/not-a-holder`; with `repair` what keeps everybody away who could be asked
 */
export async function verifyDataset(
  meshid: Meshid,
  { all = false, repair = false, ...input }: VerifyInput,
  options: VerifyOptions = {},
): Promise<Verified> {
  return await withBlocks(meshid, input, options, async (open) => {
    const checked = new CheckedStore(open, await meshid.home.elsewhere.list(input.dataset), repair, options);
    const versions: VerifiedVersion[] = [];
    for (let place: VersionPlace | undefined = open.newest; place !== undefined;) {
      const isNewest = versions.length === 0;
      const { state, version } = await verifyVersion(open, checked, place, { ...options, isNewest });
      // Versions before what was fetched were never here, and nobody misses them.
      if (!isNewest && version === undefined && checked.forget(place.head)) break;
      versions.push({ sequence: place.expect.sequence, state });
      place = all && version !== undefined ? placeBefore(version) : undefined;
    }
    const { blocks, bytes, repaired } = checked;
    return {
      ...{ dataset: input.dataset, versions, blocks, bytes, repaired },
      missing: [...checked.missing],
      damaged: [...checked.damaged],
      elsewhere: checked.elsewhere.size,
    };
  });
}

/** Goes on behind a leaf that is missing; without a piece of the manifest nobody can tell what comes in it. */
async function verifyVersion(
  { keys, store: held }: DatasetBlocks,
  store: CheckedStore,
  { head, expect }: VersionPlace,
  { isNewest, ...options }: FlowOptions & { readonly isNewest: boolean },
): Promise<Pick<VerifiedVersion, 'state'> & { version: Version | undefined }> {
  let version: Version | undefined;
  let state: VerifiedVersion['state'] = 'whole';
  try {
    version = await openVersion({ store, head, keys, expect }, signalOf(options));
    if (!isNewest && !(await hasManifest(held, version))) return { state: 'absent', version };
    for await (const leaf of version.leaves(signalOf(options)))
      try {
        // An extent of nothing: all of the leaf is decrypted for it.
        await version.read({ leaf, offset: 0, length: 0 }, signalOf(options));
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        if (!store.elsewhere.has(leaf.cid.toString())) state = 'broken';
        else if (state === 'whole') state = 'elsewhere';
      }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    state = 'broken';
  }
  return { state, version };
}

/** Whether more of a version is here than its head and its manifest's root, of which the log is made. */
async function hasManifest(store: Pick<Blockstore, 'get' | 'has'>, version: Version): Promise<boolean> {
  const piece = version.firstPiece();
  return piece === undefined || (await store.has(piece));
}

/** The store, which notes what it can't give, and brings it back where that is wanted. */
class CheckedStore implements Pick<Blockstore, 'get'> {
  readonly missing = new Set<string>();
  readonly damaged = new Set<string>();
  readonly elsewhere = new Set<string>();
  blocks = 0;
  bytes = 0;
  repaired = 0;
  private readonly open: DatasetBlocks;
  private readonly letGo: ReadonlySet<string>;
  private readonly repair: boolean;
  private readonly options: VerifyOptions;

  /** @param letGo digests, as `bytesKey` */
  constructor(open: DatasetBlocks, letGo: ReadonlySet<string>, repair: boolean, options: VerifyOptions) {
    this.open = open;
    this.letGo = letGo;
    this.repair = repair;
    this.options = options;
  }

  async *get(...[cid, reading]: Parameters<Blockstore['get']>): ReturnType<Blockstore['get']> {
    const { store } = this.open;
    let block: Uint8Array | undefined;
    try {
      block = await readBlock(store, cid, reading);
    } catch (error) {
      const damaged = isMeshidError(error, 'storage/corrupt');
      if (!damaged && !(error instanceof Error && error.name === 'NotFoundError')) throw error;
      if (!damaged && this.letGo.has(bytesKey(cid.multihash.digest))) {
        this.elsewhere.add(cid.toString());
        throw error;
      }
      block = this.repair ? await this.bring(cid) : undefined;
      if (block === undefined) {
        (damaged ? this.damaged : this.missing).add(cid.toString());
        throw error;
      }
    }
    this.blocks += 1;
    this.bytes += block.length;
    this.options.onProgress?.({ blocks: this.blocks, bytes: this.bytes });
    yield block;
  }

  /** Whether that block is missing, which then counts no more. */
  forget(cid: CID): boolean {
    return this.missing.delete(cid.toString());
  }

  private async bring(cid: CID): Promise<Uint8Array | undefined> {
    const { store, source } = this.open;
    try {
      for await (const { block } of source.fetch([cid], signalOf(this.options))) {
        await store.put(cid, block);
        this.repaired += 1;
        return block;
      }
    } catch (error) {
      // Nobody has this one; somebody may have the next.
      if (!isMeshidError(error, 'exchange/refused') && !isMeshidError(error, 'version/incomplete'))
        throw error;
    }
    return undefined;
  }
}
