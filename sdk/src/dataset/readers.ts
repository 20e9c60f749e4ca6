import { accountsOfStanding, isKeyHolder } from '../authorisation/standing.ts';
import { RegisterView } from '../authorisation/register-view.ts';
import type { Dataset, Group } from '../chain/index.ts';
import { type KeyringHolder, personHolder, readKeyring } from '../crypto/index.ts';
import { isMeshidError } from '../errors.ts';
import { isKeyringCurrent } from '../group/keys.ts';
import type { Address } from '../identifiers.ts';
import { FOR_EVER, listHolders, without } from '../keyring-holders.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { findKeyringBlock } from '../person/keyring.ts';

export interface Readers {
  readonly holders: readonly KeyringHolder[];
  /** The earliest expiry among them, Unix seconds. */
  readonly validUntil: bigint;
  /** Groups that may read, but lost a member and have not got their next keys: nothing is sealed to them until then. */
  readonly waiting: readonly Group[];
}

/** Everybody who is to have the dataset's key beside its owner, but for one principal; each by the encryption key on chain. */
export async function effectiveReaders(
  { chain }: Pick<Meshid, 'chain'>,
  dataset: Dataset,
  { without: left }: { without?: Address } = {},
): Promise<Readers> {
  const now = await chain.now();
  const all = await chain.list('grant', { resource: dataset.address });
  const grants = all.filter(({ principal }) => principal !== left);
  const around = (await chain.findMany([dataset.owner, ...grants.flatMap(accountsOfStanding)])).filter(
    // What was granted under its grant goes with it.
    (account) => account.kind !== 'grant' || account.principal !== left,
  );
  const persons = await chain.findMany(
    around.flatMap((account) => (account.kind === 'device' ? [account.person] : [])),
  );
  const register = RegisterView.of([dataset, ...around, ...persons, ...grants]);
  const reading = grants.filter((grant) => isKeyHolder(grant, register, { local: now, chain: now }));
  const waiting = reading
    .map(({ principal }) => register.find('group', principal))
    .filter((group) => group !== undefined)
    .filter((group) => !isKeyringCurrent(group, now));
  const sealable = reading.filter(({ principal }) => waiting.every(({ address }) => address !== principal));
  const holders = await listHolders(
    { chain },
    sealable.map(({ principal }) => principal),
  );
  const ends = sealable.map(({ expiresAt }) => expiresAt).filter((expiresAt) => expiresAt !== 0n);
  return {
    holders: [...holders.values()],
    validUntil: ends.reduce((earliest, end) => (end < earliest ? end : earliest), FOR_EVER),
    waiting,
  };
}

/** A principal's place in a keyring, while it is active. */
export async function findHolder(
  meshid: Pick<Meshid, 'chain'>,
  address: Address,
): Promise<KeyringHolder | undefined> {
  return (await listHolders(meshid, [address])).get(address);
}

export interface ReaderChanges {
  /** Who can open the keyring and shouldn't any more. */
  readonly lost: readonly KeyringHolder[];
  /** Whether somebody isn't in the keyring who should be. */
  readonly missing: boolean;
}

/**
 * How the dataset's keyring differs from who should have its key, which the chain doesn't say: somebody left a group, a reader lost a
 * device, a grant ended under which another was made. Nothing where the keyring can't be found.
 */
export async function findReaderChanges(
  meshid: Meshid,
  dataset: Dataset,
  options: FlowOptions = {},
): Promise<ReaderChanges> {
  try {
    const block = await findKeyringBlock(meshid, dataset.keyringDigest, 'dataset', options);
    const { holders: sealed } = readKeyring('dataset', block, dataset.keyringDigest);
    const owner = await meshid.chain.get('person', dataset.owner);
    const { holders } = await effectiveReaders(meshid, dataset);
    const wanted = [personHolder(owner.address, owner.encryptionKey), ...holders];
    return { lost: without(sealed, wanted), missing: without(wanted, sealed).length > 0 };
  } catch (error) {
    if (isMeshidError(error, 'keyring/missing') || isMeshidError(error, 'index/away'))
      return { lost: [], missing: false };
    throw error;
  }
}
