import type { DurableBlockstore } from '../storage/index.ts';
import type { CID } from 'multiformats/cid';
import { type Dataset, type Person, type Sent, WAYS_OUT } from '../chain/index.ts';
import type { DatasetKeys } from '../crypto/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { deviceSigner } from '../person/acting.ts';
import { findKeyringBlock, renewPersonKeyring, signalOf } from '../person/keyring.ts';
import { publishVersion } from './instructions.ts';
import { openDatasetBlock, renewEpoch } from './keys.ts';
import { findReaderChanges } from './readers.ts';
import type { VersionBinding } from './version/index.ts';
import { writerOf } from './writer.ts';

/** A dataset that a next version may be written for: nothing is due, and its newest version is remembered. */
export interface Publishing {
  readonly dataset: Dataset;
  readonly keys: DatasetKeys;
  /** The keyring's block, which each version carries along. */
  readonly keyring: Uint8Array;
  readonly store: DurableBlockstore;
  /** Of the next version. */
  readonly binding: VersionBinding;
  /** What grants it to a writer who isn't the owner. */
  readonly writer: Awaited<ReturnType<typeof writerOf>>;
  /** What was sent for what was due. */
  readonly transactions: readonly Sent[];
}

/**
 * Does what is due before a next version may be published: the next generation of the owner's keys, the next epoch.
 *
 * @throws MeshidError `dataset/went-back`, `dataset/not-owner`, `keyring/not-a-holder`, `register/refused`
 */
export async function openForPublishing(
  meshid: Meshid,
  address: DatasetId,
  options: FlowOptions,
): Promise<Publishing> {
  const { home, chain } = meshid;
  const before = await chain.get('dataset', address);
  const writer = await writerOf(meshid, before);
  const { dataset, transactions } = await makeReady(meshid, before, writer === undefined, options);
  const { head: parent, epoch } = dataset;
  if (parent !== undefined)
    await home.states.see(address, { sequence: dataset.sequence, head: parent.toString() });
  const keyring = await findKeyringBlock(meshid, dataset.keyringDigest, 'dataset', options);
  const keys = await openDatasetBlock(meshid, dataset, keyring, options);
  const store = await home.stores.open(address);
  const binding = { dataset: address, sequence: dataset.sequence + 1n, epoch, parent };
  return { dataset, keys, keyring, store, binding, writer, transactions };
}

/**
 * Names a version that is in the store as the dataset's newest, on chain.
 *
 * @throws MeshidError `dataset/behind` when another one was published meanwhile
 */
export async function publishHead(
  meshid: Meshid,
  { dataset, binding, writer }: Publishing,
  head: CID,
  options: FlowOptions,
): Promise<Sent> {
  const { home, chain } = meshid;
  const { address, owner } = dataset;
  const { sequence, epoch } = binding;
  const device = await home.device();
  await home.states.hold(address, { sequence, head: head.toString() });
  options.onStep?.('publishing on chain');
  const signer = deviceSigner(device);
  const wallet = await home.findWallet();
  const input = { device: device.id, owner, dataset: address, sequence, epoch, head };
  const instruction = await publishVersion({ ...input, ...(writer === undefined ? {} : { writer }) });
  const sent = await chain
    .send([instruction], wallet === undefined ? [signer] : [wallet, signer], signalOf(options))
    .catch((error: unknown) => {
      if (isMeshidError(error, 'register/refused') && error.context.rule === 'sequenceMismatch')
        throw new MeshidError('dataset/behind', { dataset: address }, { cause: error });
      throw error;
    });
  await home.states.see(address, { sequence, head: head.toString() });
  return sent;
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
