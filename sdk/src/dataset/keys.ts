import { type Dataset, type Person, PRINCIPAL_KINDS, type Sent } from '../chain/index.ts';
import {
  type DatasetKeys,
  groupOpener,
  type Keyring,
  type KeyringHolder,
  type KeyringOpener,
  nextDatasetEpoch,
  openDatasetKeyring,
  personHolder,
  readKeyring,
  sealDatasetKeyring,
} from '../crypto/index.ts';
import { isMeshidError, orNothing } from '../errors.ts';
import { groupKeys, renewGroup } from '../group/keys.ts';
import { type GroupId, parseGroupId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { actingFor } from '../person/acting.ts';
import {
  findKeyringBlock,
  type KeyringOptions,
  openAsOneself,
  shareKeyring,
  signalOf,
} from '../person/keyring.ts';
import { rotateEpoch } from './instructions.ts';
import { effectiveReaders, findReaderChanges } from './readers.ts';

/**
 * The dataset's keys, from its keyring on chain, as this computer's person, as this device, or as a group that either is in.
 *
 * @throws MeshidError `keyring/not-a-holder` when neither may read it, `keyring/missing`, `crypto/cannot-open`
 */
export async function datasetKeys(
  meshid: Meshid,
  dataset: Dataset,
  options: FlowOptions = {},
): Promise<DatasetKeys> {
  const block = await findKeyringBlock(meshid, dataset.keyringDigest, 'dataset', options);
  return openDatasetBlock(meshid, dataset, block, options);
}

/** As `datasetKeys`, of a keyring that is here. */
export async function openDatasetBlock(
  meshid: Meshid,
  dataset: Dataset,
  block: Uint8Array,
  options: KeyringOptions = {},
): Promise<DatasetKeys> {
  const open = (openers: readonly KeyringOpener[]): DatasetKeys =>
    openDatasetKeyring(block, dataset.keyringDigest, dataset.address, openers);
  try {
    return await openAsOneself(meshid, open, options);
  } catch (error) {
    if (!isMeshidError(error)) throw error;
    for (const { kind, id } of readKeyring('dataset', block, dataset.keyringDigest).holders) {
      const opener = kind === 'group' ? await asMember(meshid, parseGroupId(id), options) : undefined;
      if (opener !== undefined) return open([opener]);
    }
    throw error;
  }
}

/** A group that this computer or its person is in, as one who opens a keyring. */
async function asMember(
  meshid: Meshid,
  address: GroupId,
  options: KeyringOptions,
): Promise<KeyringOpener | undefined> {
  const group = await meshid.chain.find('group', address);
  if (group === undefined) return undefined;
  // Another group may do; and without any the dataset's own refusal says more.
  return orNothing(async () => groupOpener(await groupKeys(meshid, group, options)));
}

/** Seals keys to the owner and readers, and keeps the block before the chain hears of it. */
export async function sealForReaders(
  { home }: Meshid,
  keys: DatasetKeys,
  owner: Person,
  readers: readonly KeyringHolder[],
): Promise<Keyring> {
  const keyring = sealDatasetKeyring(keys, {
    owner: personHolder(owner.address, owner.encryptionKey),
    readers: [...new Map(readers.map((holder) => [`${holder.kind} ${holder.id}`, holder])).values()],
  });
  await home.keyrings.put(keyring.block);
  return keyring;
}

/** Starts the next epoch where a lost reader, an expiry or the owner's new keys make it due. */
export async function renewEpoch(
  meshid: Meshid,
  dataset: Dataset,
  owner: Person,
  options: FlowOptions = {},
): Promise<{ dataset: Dataset; transactions: Sent[] }> {
  const { chain } = meshid;
  const transactions = await renewOwnGroups(meshid, dataset, owner, options);
  if (!(await isEpochDue(meshid, dataset, owner, options))) return { dataset, transactions };
  const { actor, signers } = await actingFor(meshid, owner);
  options.onStep?.('starting the next epoch');
  const { holders, validUntil, waiting } = await effectiveReaders(meshid, dataset);
  for (const { address } of waiting)
    options.onStep?.(`leaving out the group ${address}, which lost a member, until it has its next keys`);
  const keys = nextDatasetEpoch(await datasetKeys(meshid, dataset, options));
  const keyring = await sealForReaders(meshid, keys, owner, holders);
  const instruction = await rotateEpoch({
    actor,
    owner: owner.address,
    dataset: dataset.address,
    previousDigest: dataset.keyringDigest,
    digest: keyring.digest,
    validUntil,
  });
  const sent = await chain.send([instruction], signers, signalOf(options));
  await shareKeyring(meshid, keyring);
  return { dataset: await chain.get('dataset', dataset.address), transactions: [...transactions, sent] };
}

/** Nothing is sealed to a group whose generation is due, so the owner's own groups go first. */
async function renewOwnGroups(
  meshid: Meshid,
  dataset: Dataset,
  owner: Person,
  options: FlowOptions,
): Promise<Sent[]> {
  const { chain } = meshid;
  const where = { resource: dataset.address, principalKind: PRINCIPAL_KINDS.group };
  const granted = (await chain.list('grant', where)).filter(({ status }) => status === 'active');
  const transactions: Sent[] = [];
  for (const group of await chain.findMany(granted.map(({ principal }) => principal))) {
    if (group.kind !== 'group' || group.status !== 'active' || group.owner !== owner.address) continue;
    transactions.push(...(await renewGroup(meshid, group, owner, options)).transactions);
  }
  return transactions;
}

async function isEpochDue(
  meshid: Meshid,
  dataset: Dataset,
  owner: Person,
  options: FlowOptions,
): Promise<boolean> {
  const seenByChain =
    dataset.rotationDue ||
    dataset.ownerGeneration !== owner.generation ||
    dataset.epochValidUntil <= (await meshid.chain.now());
  if (seenByChain) return true;
  const { lost, missing } = await findReaderChanges(meshid, dataset, options);
  return lost.length > 0 || missing;
}
