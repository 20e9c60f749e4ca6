import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';

/** Whoever would remove blocks of a dataset gets this while `DatasetUse` says that somebody counts on them. */
export function inUse(dataset: DatasetId): never {
  throw new MeshidError('dataset/in-use', { dataset, what: 'another command publishes or fetches' });
}
