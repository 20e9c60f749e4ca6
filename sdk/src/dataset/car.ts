import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { keyringCid } from '../crypto/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { fetchKeyring, signalOf } from '../person/keyring.ts';
import { CarFile, writeCar } from '../storage/car.ts';
import { type BlockSource, fetchOf, withBlocks } from './blocks.ts';
import { fetchVersion, type Version, walkVersion } from './version/index.ts';
import type { VersionPlace } from './version-place.ts';
import { findVersion, walkBack } from './versions.ts';

export interface ExportInput extends PeerChoice {
  readonly dataset: DatasetId;
  readonly file: string;
  /** An earlier version; the newest unless given. */
  readonly sequence?: bigint | undefined;
}

export interface Exported {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly head: string;
  readonly blocks: number;
  readonly bytes: number;
}

/**
 * Writes a version as a CAR file, whose root is the version's head: all of it, as ciphertext, which any IPFS tool can import and pin.
 * What isn't here is fetched.
 *
 * @throws MeshidError `file/in-the-way` when the file exists, `dataset/no-version`, and what fetching throws
 */
export async function exportDataset(
  meshid: Meshid,
  { file, sequence, ...input }: ExportInput,
  options: FlowOptions = {},
): Promise<Exported> {
  return await withBlocks(meshid, input, options, async (open) => {
    const place = sequence === undefined ? open.newest : await findVersion(open, sequence, options);
    options.onStep?.('fetching');
    const { version } = await fetchVersion(fetchOf(open, place), signalOf(options));
    const store = withKeyring(open.store, version.keyring, () =>
      fetchKeyring(meshid, version.keyring.multihash.digest, 'dataset', { ...options, others: open.source }),
    );
    options.onStep?.('writing');
    const counts = { blocks: 0, bytes: 0 };
    const counted = async function* () {
      for await (const one of walkVersion(store, version, signalOf(options))) {
        counts.blocks += 1;
        counts.bytes += one.block.length;
        yield one;
      }
    };
    await writeCar(file, [version.head], counted());
    const { dataset, head } = version;
    return { dataset, sequence: version.sequence, head: head.toString(), ...counts };
  });
}

/** The store, and the keyring, which readers keep elsewhere. */
function withKeyring(
  store: Pick<Blockstore, 'get' | 'has'>,
  keyring: CID,
  find: () => Promise<Uint8Array>,
): Pick<Blockstore, 'get'> {
  return {
    async *get(cid, options) {
      if (cid.equals(keyring) && !(await store.has(cid, options))) yield await find();
      else yield* store.get(cid, options);
    },
  };
}

export interface ImportInput {
  readonly dataset: DatasetId;
  readonly file: string;
}

export interface Imported {
  readonly dataset: DatasetId;
  /** The versions that were taken, the newest first. */
  readonly versions: readonly bigint[];
  /** Blocks that were not here. */
  readonly blocks: number;
  readonly bytes: number;
}

/**
 * Takes versions of a dataset from a CAR file, as if another computer had given them: only what the chain names, or a newer version
 * does by its hash, and of the file only the blocks that they need.
 *
 * @throws MeshidError `car/malformed`, `car/other-version` for a file whose root is no version of this dataset, `version/incomplete` when
 *   blocks of it are not in the file, `dataset/went-back`, `keyring/not-a-holder`
 */
export async function importDataset(
  meshid: Meshid,
  { dataset, file }: ImportInput,
  options: FlowOptions = {},
): Promise<Imported> {
  await using car = await CarFile.open(file);
  const source = (): BlockSource => new CarSource(car);
  return await withBlocks(meshid, { dataset, source }, options, async (open) => {
    const wanted = new Set(car.roots.map(String));
    if (wanted.size === 0) throw new MeshidError('car/malformed', { file, why: 'it has no root' });
    const taken = { versions: [] as bigint[], blocks: 0, bytes: 0 };
    const take = async (place: VersionPlace): Promise<Version | undefined> => {
      if (!wanted.delete(place.head.toString())) return undefined;
      const { version, blocks, bytes } = await fetchVersion(fetchOf(open, place), signalOf(options));
      taken.versions.push(version.sequence);
      taken.blocks += blocks;
      taken.bytes += bytes;
      return version;
    };
    if ((await take(open.newest)) !== undefined) {
      const { head, expect } = open.newest;
      await meshid.home.states.hold(dataset, { sequence: expect.sequence, head: head.toString() });
    }
    try {
      for await (const { head, sequence } of walkBack(open, options)) {
        await take({ head, expect: { dataset, sequence } });
        if (wanted.size === 0) break;
      }
    } catch (error) {
      if (!isMeshidError(error, 'version/incomplete') || wanted.size === 0) throw error;
    }
    const [left] = wanted;
    if (left !== undefined) throw new MeshidError('car/other-version', { file, head: left });
    return { dataset, ...taken };
  });
}

/** A CAR file in place of other computers. */
class CarSource implements BlockSource {
  readonly travelledBytes = 0;
  private readonly car: CarFile;

  constructor(car: CarFile) {
    this.car = car;
  }

  readonly fetch: BlockSource['fetch'] = (cids) => this.read(cids);

  private async *read(cids: readonly CID[]): ReturnType<BlockSource['fetch']> {
    for (const cid of cids) {
      const block = await this.car.find(cid);
      if (block !== undefined) yield { cid, block };
    }
  }

  findKeyring(digest: Uint8Array): Promise<Uint8Array | undefined> {
    return this.car.find(keyringCid(digest));
  }

  async from(): Promise<undefined> {
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The file is closed by who opened it.
  }
}
