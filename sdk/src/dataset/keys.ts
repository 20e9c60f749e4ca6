import type { Dataset, Grant, Person, Sent } from '../chain/index.ts';
import {
  type DatasetKeys,
  deviceHolder,
  deviceOpener,
  type Keyring,
  type KeyringHolder,
  nextDatasetEpoch,
  openDatasetKeyring,
  personHolder,
  personOpener,
  sealDatasetKeyring,
} from '../crypto/index.ts';
import { isMeshidError } from '../errors.ts';
import type { Address } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { actingFor, ownPerson } from '../person/acting.ts';
import { findKeyringBlock, personKeys, shareKeyring, signalOf } from '../person/keyring.ts';
import { rotateEpoch } from './instructions.ts';

/** A dataset whose epoch no reader's expiry ends. */
const FOR_EVER = 2n ** 63n - 1n;

/**
 * The dataset's keys, from its keyring on chain, as this computer's person or as this device.
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
  options: FlowOptions = {},
): Promise<DatasetKeys> {
  const device = await meshid.home.findDevice();
  const person = await ownPerson(meshid);
  const openers = device === undefined ? [] : [deviceOpener(device)];
  const keys = await personKeys(meshid, person, options).catch((error: unknown) => {
    // A device may be granted access itself: then it reads without its person's secret.
    if (isMeshidError(error) && openers.length > 0) return error;
    throw error;
  });
  if (isMeshidError(keys)) {
    try {
      return openDatasetKeyring(block, dataset.keyringDigest, dataset.address, openers);
    } catch {
      throw keys;
    }
  }
  return openDatasetKeyring(block, dataset.keyringDigest, dataset.address, [personOpener(keys), ...openers]);
}

export interface Readers {
  readonly holders: readonly KeyringHolder[];
  /** The earliest expiry among them, Unix seconds. */
  readonly validUntil: bigint;
}

/** Everybody with an effective grant on the dataset, but for one principal; each by the encryption key on chain. */
export async function effectiveReaders(
  { chain }: Meshid,
  dataset: Dataset,
  { without }: { without?: Address } = {},
): Promise<Readers> {
  const now = await chain.now();
  const grants = (await chain.list('grant', { resource: dataset.address })).filter(
    (grant) => grant.principal !== without && isLive(grant, now),
  );
  const holders: KeyringHolder[] = [];
  let validUntil = FOR_EVER;
  for (const grant of grants) {
    const holder = await findHolder({ chain }, grant.principalKind, grant.principal);
    if (holder === undefined) continue;
    holders.push(holder);
    if (grant.permissions.has('read') && grant.expiresAt !== 0n && grant.expiresAt < validUntil)
      validUntil = grant.expiresAt;
  }
  return { holders, validUntil };
}

/** A principal's place in a keyring, while it is active. */
export async function findHolder(
  { chain }: Pick<Meshid, 'chain'>,
  kind: Grant['principalKind'],
  address: Address,
): Promise<KeyringHolder | undefined> {
  if (kind === 'person') {
    const person = await chain.find('person', address);
    return person?.status === 'active' ? personHolder(person.address, person.encryptionKey) : undefined;
  }
  if (kind !== 'device') return undefined;
  const device = await chain.find('device', address);
  return device?.status === 'active' ? deviceHolder(device.id, device.encryptionKey) : undefined;
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
  const due =
    dataset.rotationDue ||
    dataset.ownerGeneration !== owner.generation ||
    dataset.epochValidUntil <= (await chain.now());
  if (!due) return { dataset, transactions: [] };
  const { actor, signers } = await actingFor(meshid, owner);
  options.onStep?.('starting the next epoch');
  const { holders, validUntil } = await effectiveReaders(meshid, dataset);
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
  return { dataset: await chain.get('dataset', dataset.address), transactions: [sent] };
}

function isLive({ status, expiresAt, viaProgram }: Grant, now: bigint): boolean {
  return status === 'active' && viaProgram === undefined && (expiresAt === 0n || now < expiresAt);
}
