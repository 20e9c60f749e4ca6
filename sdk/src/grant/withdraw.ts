import { type Dataset, grantAddress, type Person, type Sent } from '../chain/index.ts';
import { type Keyring, nextDatasetEpoch } from '../crypto/index.ts';
import { datasetKeys, effectiveReaders, sealForReaders } from '../dataset/keys.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import type { Address, DatasetId, GrantId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { actingFor, ownPerson } from '../person/acting.ts';
import { shareKeyring, signalOf } from '../person/keyring.ts';
import { revokeAccess } from './instructions.ts';
import { resolvePrincipal } from './principal.ts';

export interface Withdrawn {
  readonly grant: GrantId;
  /** Whether the next epoch has begun; otherwise the next to publish begins it. */
  readonly rotated: boolean;
  readonly transactions: readonly Sent[];
}

/**
 * Takes somebody's access away, and in the same transaction begins the epoch whose key they never get.
 *
 * @throws MeshidError `dataset/not-owner`, `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function withdrawAccess(
  meshid: Meshid,
  input: { readonly dataset: DatasetId; readonly principal: string },
  options: FlowOptions = {},
): Promise<Withdrawn> {
  const { chain } = meshid;
  const owner = await ownPerson(meshid);
  await checkCluster(meshid, owner);
  const dataset = await chain.get('dataset', input.dataset);
  if (dataset.owner !== owner.address) throw new MeshidError('dataset/not-owner', { dataset: input.dataset });
  const principal = await resolvePrincipal(meshid, input.principal);
  const grant = await chain.get('grant', grantAddress(dataset.address, principal.address));
  const { actor, signers } = await actingFor(meshid, owner);
  const next = await nextEpoch(meshid, { dataset, owner, without: principal.address }, options);
  const instruction = await revokeAccess({
    actor,
    owner: owner.address,
    resource: dataset.address,
    principal: principal.address,
    nextEpoch: next && {
      previousDigest: dataset.keyringDigest,
      digest: next.keyring.digest,
      validUntil: next.validUntil,
    },
  });
  options.onStep?.('revoking on chain');
  const sent = await chain.send([instruction], signers, signalOf(options));
  if (next !== undefined) await shareKeyring(meshid, next.keyring);
  return { grant: grant.address, rotated: next !== undefined, transactions: [sent] };
}

/** Nothing where the keys aren't here or the owner's own are due: the revocation must not wait for that. */
async function nextEpoch(
  meshid: Meshid,
  { dataset, owner, without }: { dataset: Dataset; owner: Person; without: Address },
  options: FlowOptions,
): Promise<{ keyring: Keyring; validUntil: bigint } | undefined> {
  if (owner.keyringDue) return undefined;
  try {
    const keys = nextDatasetEpoch(await datasetKeys(meshid, dataset, options));
    const { holders, validUntil } = await effectiveReaders(meshid, dataset, { without });
    return { keyring: await sealForReaders(meshid, keys, owner, holders), validUntil };
  } catch (error) {
    if (isMeshidError(error) && !error.code.startsWith('chain/')) return undefined;
    throw error;
  }
}
