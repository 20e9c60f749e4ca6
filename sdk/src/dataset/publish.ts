import { resolve } from 'node:path';
import type { CID } from 'multiformats/cid';
import type { Sent } from '../chain/index.ts';
import { isMeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { contentOf, countElsewhere, countPuts } from './counted-store.ts';
import { openNewest, seenBefore } from './before.ts';
import { findBase, mergeWithNewest } from './merge.ts';
import { openForPublishing, publishHead, type Publishing } from './publishing.ts';
import {
  type MergeNote,
  openVersion,
  type Skipped,
  type VersionSource,
  type VersionStats,
  type WriteProgress,
  writeVersion,
} from './version/index.ts';

export interface PublishInput extends PeerChoice {
  readonly dataset: DatasetId;
  readonly source: VersionSource;
  /** Reads every file, also those whose size, times and inode are what they were at the last publishing of this folder. */
  readonly reread?: boolean;
}

export interface PublishOptions extends FlowOptions {
  readonly onProgress?: (progress: WriteProgress) => void;
  /** Told what of the folder is not kept, before the version is published; to throw stops it. Not called when all is. */
  readonly onSkipped?: (skipped: readonly Skipped[]) => void | Promise<void>;
}

/** What was merged into a version, when others had published since the folder was as the dataset was. */
export interface MergedInto {
  /** The version that the folder began from. */
  readonly base: bigint;
  /** The version that was the newest. */
  readonly newest: bigint;
  /** What both sides changed, or one removed and the other changed. */
  readonly notes: readonly MergeNote[];
  /** What in the folder was not brought to the merged version, because it changed meanwhile. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

export interface Published extends VersionStats {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly epoch: bigint;
  readonly head: string;
  /** Bytes of the new blocks that hold files' content: without manifest, keyring and directory. */
  readonly contentBytes: number;
  readonly skipped: readonly Skipped[];
  /** Nothing when nobody else had published. */
  readonly merged: MergedInto | undefined;
  readonly seconds: number;
  readonly transactions: readonly Sent[];
}

/** How often somebody else may be first, before it is told. */
const MOST_ATTEMPTS = 5;

/**
 * Encrypts a folder as the dataset's next version, stores its blocks, then names it on chain. What is due is done before: the next
 * generation of the owner's keys, the next epoch. Stopped at any moment, the same call does the rest.
 *
 * When others have published since this folder was fetched or published, their changes and this folder's are merged file by file into
 * the next version, and the folder is brought to it. Where both changed a file, both are kept.
 *
 * @throws MeshidError `dataset/behind` when this folder was never fetched or published here and this computer lacks the newest version,
 *   or somebody else is first again and again; `dataset/went-back`, `dataset/not-owner`, and what `writeVersion` throws
 */
export async function publishDataset(
  meshid: Meshid,
  input: PublishInput,
  options: PublishOptions = {},
): Promise<Published> {
  return await meshid.home.use.writing(input.dataset, () => publish(meshid, input, options), options);
}

async function publish(meshid: Meshid, input: PublishInput, options: PublishOptions): Promise<Published> {
  const began = performance.now();
  const transactions: Sent[] = [];
  // Whoever agreed to leave something out is not asked again when somebody else was first.
  const told = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const publishing = await openForPublishing(meshid, input.dataset, options);
    transactions.push(...publishing.transactions);
    const counted = countPuts(publishing.store);
    const ready = { ...publishing, store: counted.store };
    const written = await write(meshid, ready, input, told, options);
    const { sequence, epoch } = ready.binding;
    try {
      transactions.push(await publishHead(meshid, ready, written.head, options));
    } catch (error) {
      if (!isMeshidError(error, 'dataset/behind') || attempt === MOST_ATTEMPTS) throw error;
      continue;
    }
    const head = written.head.toString();
    const merged = await written.settle();
    const { dataset } = input;
    const { store, keys } = ready;
    const version = await openVersion({ store, head: written.head, keys, expect: { dataset, sequence } });
    return {
      ...written.stats,
      ...{ dataset, sequence, epoch, head, merged, transactions },
      contentBytes: await contentOf(version, counted.sizes),
      skipped: written.skipped,
      seconds: (performance.now() - began) / 1000,
    };
  }
}

interface Written {
  readonly head: CID;
  readonly stats: VersionStats;
  readonly skipped: readonly Skipped[];
  /** Remembers what the folder is now, and brings it to what was merged. */
  settle(): Promise<MergedInto | undefined>;
}

async function write(
  meshid: Meshid,
  publishing: Publishing,
  { source, reread = false, peers, from }: PublishInput,
  told: Set<string>,
  options: PublishOptions,
): Promise<Written> {
  const { home } = meshid;
  const { dataset, store, keys, keyring, binding } = publishing;
  const { address } = dataset;
  const folder = resolve(source.folder);
  const base = await findBase(meshid, dataset, folder);
  const previous = base === undefined ? await openNewest(meshid, store, dataset, keys) : undefined;
  const seen = reread ? undefined : await seenBefore(meshid, address, folder, previous, keys);
  // What is merged is read, and has to be here.
  const elsewhere = base === undefined ? await home.elsewhere.list(address) : new Set<string>();
  options.onStep?.('encrypting');
  const ours = await writeVersion(
    {
      ...{ store: countElsewhere(store, elsewhere), keys, binding, source, keyring },
      ...(previous === undefined ? {} : { previous }),
      ...(seen === undefined ? {} : { seen }),
    },
    { ...signalOf(options), ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }) },
  );
  const { files, skipped } = ours;
  if (skipped.some(({ path }) => !told.has(path))) await options.onSkipped?.(skipped);
  for (const { path } of skipped) told.add(path);
  const { sequence } = binding;
  const remember = async (head: string): Promise<void> => {
    await home.folders.set(address, folder, { sequence, head, files });
    await home.states.setRestored(address, folder, { sequence, head });
  };
  if (base === undefined)
    return {
      ...{ head: ours.head, stats: ours.stats, skipped },
      settle: async () => {
        await remember(ours.head.toString());
        return undefined;
      },
    };
  const merge = await mergeWithNewest(
    meshid,
    { ...publishing, choice: { peers, from }, base, ours: ours.head },
    options,
  );
  return {
    ...{ head: merge.head, stats: merge.stats, skipped },
    settle: async () => {
      const kept = await merge.applyTo(folder, options);
      await remember(merge.head.toString());
      return { base: base.sequence, newest: dataset.sequence, notes: merge.notes, kept };
    },
  };
}
