import { resolve } from 'node:path';
import { type Dataset, type Person, type Sent, WAYS_OUT } from '../chain/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { deviceSigner } from '../person/acting.ts';
import { findKeyringBlock, renewPersonKeyring, signalOf } from '../person/keyring.ts';
import { contentOf, countPuts } from './counted-store.ts';
import { openNewest, seenBefore } from './before.ts';
import { publishVersion, type PublishVersion } from './instructions.ts';
import { openDatasetBlock, renewEpoch } from './keys.ts';
import { findReaderChanges } from './readers.ts';
import {
  openVersion,
  type Skipped,
  type VersionSource,
  type VersionStats,
  type WriteProgress,
  writeVersion,
} from './version/index.ts';
import { writerOf } from './writer.ts';

export interface PublishInput {
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

export interface Published extends VersionStats {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly epoch: bigint;
  readonly head: string;
  /** Bytes of the new blocks that hold files' content: without manifest, keyring and directory. */
  readonly contentBytes: number;
  readonly skipped: readonly Skipped[];
  readonly seconds: number;
  readonly transactions: readonly Sent[];
}

/**
 * Encrypts a folder as the dataset's next version, stores its blocks, then names it on chain. What is due is done before: the next
 * generation of the owner's keys, the next epoch. Stopped at any moment, the same call does the rest.
 *
 * @throws MeshidError `dataset/behind` when this computer lacks the newest version, or another one was published meanwhile;
 *   `dataset/went-back`, `dataset/not-owner`, and what `writeVersion` throws
 */
export async function publishDataset(
  meshid: Meshid,
  { dataset: address, source, reread = false }: PublishInput,
  options: PublishOptions = {},
): Promise<Published> {
  const began = performance.now();
  const { home, chain } = meshid;
  const device = await home.device();
  const before = await chain.get('dataset', address);
  const writer = await writerOf(meshid, before);
  const ready = await makeReady(meshid, before, writer === undefined, options);
  const { dataset } = ready;
  if (dataset.head !== undefined)
    await home.states.see(address, { sequence: dataset.sequence, head: dataset.head.toString() });
  const keyring = await findKeyringBlock(meshid, dataset.keyringDigest, 'dataset', options);
  const keys = await openDatasetBlock(meshid, dataset, keyring, options);
  const counted = countPuts(await home.stores.open(address));
  const previous = await openNewest(meshid, counted.store, dataset, keys);
  const folder = resolve(source.folder);
  const seen = reread ? undefined : await seenBefore(meshid, address, folder, previous, keys);
  options.onStep?.('encrypting');
  const sequence = dataset.sequence + 1n;
  const binding = { dataset: address, sequence, epoch: dataset.epoch, parent: dataset.head };
  const written = await writeVersion(
    {
      ...{ store: counted.store, keys, binding, source, keyring },
      ...(previous === undefined ? {} : { previous }),
      ...(seen === undefined ? {} : { seen }),
    },
    { ...signalOf(options), ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }) },
  );
  const { head, stats, skipped } = written;
  if (skipped.length > 0) await options.onSkipped?.(skipped);
  await home.states.hold(address, { sequence, head: head.toString() });
  await home.folders.set(address, folder, { sequence, head: head.toString(), files: written.files });
  options.onStep?.('publishing on chain');
  const sent = await send(
    meshid,
    {
      device: device.id,
      owner: dataset.owner,
      dataset: address,
      sequence,
      epoch: dataset.epoch,
      head,
      ...(writer === undefined ? {} : { writer }),
    },
    options,
  );
  await home.states.see(address, { sequence, head: head.toString() });
  const version = await openVersion({
    store: counted.store,
    head,
    keys,
    expect: { dataset: address, sequence },
  });
  return {
    ...stats,
    dataset: address,
    sequence,
    epoch: dataset.epoch,
    head: head.toString(),
    contentBytes: await contentOf(version, counted.sizes),
    skipped,
    seconds: (performance.now() - began) / 1000,
    transactions: [...ready.transactions, sent],
  };
}

async function makeReady(
  meshid: Meshid,
  dataset: Dataset,
  owned: boolean,
  options: FlowOptions,
): Promise<{ dataset: Dataset; transactions: Sent[] }> {
  const owner: Person = await meshid.chain.get('person', dataset.owner);
  await checkCluster(meshid, owner);
  if (!owned) {
    // A writer who isn't the owner can't do what is due; the chain tells it what it sees itself.
    const { lost } = await findReaderChanges(meshid, dataset, options);
    if (lost.length > 0)
      throw new MeshidError('register/refused', {
        rule: 'rotationDue',
        why: `${lost.length} who left a group, or lost a computer, would still have the key`,
        wayOut: WAYS_OUT.rotationDue,
      });
    return { dataset, transactions: [] };
  }
  const generation = await renewPersonKeyring(meshid, owner, options);
  const epoch = await renewEpoch(meshid, dataset, generation.person, options);
  return { dataset: epoch.dataset, transactions: [...generation.transactions, ...epoch.transactions] };
}

async function send(
  { home, chain }: Meshid,
  input: PublishVersion & { device: DeviceId },
  options: FlowOptions,
): Promise<Sent> {
  const signer = deviceSigner(await home.device());
  const wallet = await home.findWallet();
  try {
    return await chain.send(
      [await publishVersion(input)],
      wallet === undefined ? [signer] : [wallet, signer],
      signalOf(options),
    );
  } catch (error) {
    if (isMeshidError(error, 'register/refused') && error.context.rule === 'sequenceMismatch')
      throw new MeshidError('dataset/behind', { dataset: input.dataset }, { cause: error });
    throw error;
  }
}
