import { type Dataset, grantAddress, type Person, type Sent } from '../chain/index.ts';
import { type Keyring, nextDatasetEpoch } from '../crypto/index.ts';
import { datasetKeys, sealForReaders } from '../dataset/keys.ts';
import { effectiveReaders } from '../dataset/readers.ts';
import { isMeshidError } from '../errors.ts';
import type { Address, GrantId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';
import { shareKeyring, signalOf } from '../person/keyring.ts';
import { administering, underGrant } from './acting.ts';
import { type NextEpoch, revokeAccess } from './instructions.ts';
import { resolvePrincipal } from './principal.ts';

export interface Withdrawn {
  readonly grant: GrantId;
  /** Whether a dataset's next epoch has begun; otherwise its owner's next to publish begins it. */
  readonly rotated: boolean;
  readonly transactions: readonly Sent[];
}

/**
 * Takes somebody's access away, and in the same transaction begins a dataset's epoch whose key they never get. For the owner, or by who
 * granted it under a grant to administer.
 *
 * @throws MeshidError `dataset/not-owner`, `access/denied`, `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function withdrawAccess(
  meshid: Meshid,
  input: { readonly resource: Address; readonly principal: string },
  options: FlowOptions = {},
): Promise<Withdrawn> {
  const { chain } = meshid;
  const { resource } = input;
  const person = await ownPerson(meshid);
  await checkCluster(meshid, person);
  const as = await administering(meshid, person, resource);
  const principal = await resolvePrincipal(meshid, input.principal);
  const grant = await chain.get('grant', grantAddress(resource, principal.address));
  const next =
    as.resource.kind === 'dataset' && grant.permissions.has('read')
      ? await nextEpoch(meshid, { resource, owner: as.owner, without: principal.address }, options)
      : undefined;
  const instruction = await revokeAccess({
    actor: as.actor,
    owner: as.owner.address,
    ...underGrant(person, as),
    resource,
    principal: principal.address,
    nextEpoch: next?.epoch,
  });
  options.onStep?.('revoking on chain');
  const sent = await chain.send([instruction], as.signers, signalOf(options));
  if (next !== undefined) await shareKeyring(meshid, next.keyring);
  return { grant: grant.address, rotated: next !== undefined, transactions: [sent] };
}

/** Nothing where the keys aren't here or the owner's own are due: the revocation must not wait for that. */
async function nextEpoch(
  meshid: Meshid,
  { resource, owner, without }: { resource: Address; owner: Person; without: Address },
  options: FlowOptions,
): Promise<{ keyring: Keyring; epoch: NextEpoch } | undefined> {
  if (owner.keyringDue) return undefined;
  const dataset: Dataset = await meshid.chain.get('dataset', resource);
  try {
    const keys = nextDatasetEpoch(await datasetKeys(meshid, dataset, options));
    const { holders, validUntil } = await effectiveReaders(meshid, dataset, { without });
    const keyring = await sealForReaders(meshid, keys, owner, holders);
    return {
      keyring,
      epoch: { previousDigest: dataset.keyringDigest, digest: keyring.digest, validUntil },
    };
  } catch (error) {
    if (isMeshidError(error) && !error.code.startsWith('chain/')) return undefined;
    throw error;
  }
}
