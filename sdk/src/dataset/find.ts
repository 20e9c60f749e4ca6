import type { Dataset } from '../chain/index.ts';
import { openDatasetLabel } from '../crypto/index.ts';
import { isMeshidError } from '../errors.ts';
import { type DatasetId, parseDatasetId, type PersonId } from '../identifiers.ts';
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
  const grants = await chain.list('grant', { principal: person.address });
  const now = await chain.now();
  const shared: Dataset[] = [];
  for (const { status, resourceKind, resource, expiresAt } of grants) {
    if (status !== 'active' || resourceKind !== 'dataset' || (expiresAt !== 0n && expiresAt <= now)) continue;
    const dataset = await chain.find('dataset', resource);
    if (dataset !== undefined) shared.push(dataset);
  }
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

async function labelOf(meshid: Meshid, dataset: Dataset, options: FlowOptions): Promise<string | undefined> {
  try {
    const keys = await datasetKeys(meshid, dataset, options);
    return openDatasetLabel({ dataset: dataset.address, constant: keys.constant }, dataset.sealedLabel);
  } catch (error) {
    if (isMeshidError(error)) return undefined;
    throw error;
  }
}
