import { type Dataset, deviceAddress, type Person } from '../chain/index.ts';
import { openDatasetLabel } from '../crypto/index.ts';
import { orNothing } from '../errors.ts';
import { type Address, type DatasetId, parseDatasetId, type PersonId } from '../identifiers.ts';
import { listOwnMemberships } from '../group/memberships.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { resolveNamed } from '../named.ts';
import { ownPerson } from '../person/acting.ts';
import { datasetKeys } from './keys.ts';

export interface ListedDataset {
  readonly dataset: DatasetId;
  /** What its owner calls it, where this computer can read that. */
  readonly label: string | undefined;
  readonly owner: PersonId;
  readonly owned: boolean;
  readonly sequence: bigint;
  readonly epoch: bigint;
  readonly head: string | undefined;
}

/** The datasets of this computer's person, and those that it was granted. */
export async function listDatasets(meshid: Meshid, options: FlowOptions = {}): Promise<ListedDataset[]> {
  const { chain } = meshid;
  const person = await ownPerson(meshid);
  const owned = await chain.list('dataset', { owner: person.address });
  const now = await chain.now();
  const found = new Set<Address>();
  for (const principal of await ownPrincipals(meshid, person))
    for (const { status, resourceKind, resource, expiresAt } of await chain.list('grant', { principal }))
      if (status === 'active' && resourceKind === 'dataset' && (expiresAt === 0n || expiresAt > now))
        found.add(resource);
  const shared = (await chain.findMany(found)).filter(
    (account) => account.kind === 'dataset' && account.owner !== person.address,
  ) as Dataset[];
  const listed: ListedDataset[] = [];
  for (const dataset of [...owned, ...shared])
    listed.push({
      dataset: dataset.address,
      label: await labelOf(meshid, dataset, options),
      owner: dataset.owner,
      owned: dataset.owner === person.address,
      sequence: dataset.sequence,
      epoch: dataset.epoch,
      head: dataset.head?.toString(),
    });
  return listed;
}

/**
 * A dataset by its name in the address book, its address, or its label where only one is called so.
 *
 * @throws MeshidError `name/unknown`, `name/ambiguous`
 */
export async function resolveDataset(
  meshid: Meshid,
  text: string,
  options: FlowOptions = {},
): Promise<DatasetId> {
  return resolveNamed(meshid, text, parseDatasetId, async () =>
    (await listDatasets(meshid, options)).map(({ dataset, label }) => ({ id: dataset, name: label })),
  );
}

/** By whom this computer may have been granted something: its person, itself, and the groups that either is in. */
async function ownPrincipals({ home, chain }: Meshid, person: Person): Promise<Address[]> {
  const device = await home.findDevice();
  const own = [person.address, ...(device === undefined ? [] : [deviceAddress(device.id)])];
  const memberships = await listOwnMemberships({ chain }, own);
  return [...own, ...memberships.map(({ group }) => group)];
}

async function labelOf(meshid: Meshid, dataset: Dataset, options: FlowOptions): Promise<string | undefined> {
  return orNothing(async () => {
    const { constant } = await datasetKeys(meshid, dataset, options);
    return openDatasetLabel({ dataset: dataset.address, constant }, dataset.sealedLabel);
  });
}
