import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { type Keyring, type KeyringHolder, type KeyringOpener, withOwner } from './keyring-block.ts';
import { buildKeyring, openKeyring, unwrapUnder, wrapUnder } from './keyring.ts';
import { randomSecret } from './primitives.ts';

/** A dataset's secrets: a read key for each epoch, and the constant one that recognises chunks across epochs. */
export interface DatasetKeys {
  readonly dataset: DatasetId;
  readonly epoch: bigint;
  readonly epochKeys: ReadonlyMap<bigint, Uint8Array>;
  readonly constant: Uint8Array;
}

/** Who may open a dataset's keyring. The owner is named apart, so that it is never left out. */
export interface DatasetHolders {
  readonly owner: KeyringHolder;
  readonly readers: readonly KeyringHolder[];
}

export function createDatasetKeys(dataset: DatasetId): DatasetKeys {
  return { dataset, epoch: 1n, epochKeys: new Map([[1n, randomSecret()]]), constant: randomSecret() };
}

/** Starts the next epoch, after a reader was lost. */
export function nextDatasetEpoch(keys: DatasetKeys): DatasetKeys {
  const epoch = keys.epoch + 1n;
  return { ...keys, epoch, epochKeys: new Map([...keys.epochKeys, [epoch, randomSecret()]]) };
}

/** @throws MeshidError `input/invalid` when that epoch's key is not here */
export function epochKey(keys: DatasetKeys, epoch = keys.epoch): Uint8Array {
  const key = keys.epochKeys.get(epoch);
  if (key === undefined)
    throw new MeshidError('input/invalid', {
      what: 'dataset keys',
      why: `the key of epoch ${epoch} is missing`,
    });
  return key;
}

/** Seals the newest epoch's key to the owner and every reader. */
export function sealDatasetKeyring(keys: DatasetKeys, { owner, readers }: DatasetHolders): Keyring {
  const { dataset: subject, epoch: number, epochKeys: secrets } = keys;
  const extra = wrapUnder(
    epochKey(keys),
    { kind: 'dataset', subject, number, label: 'constant' },
    keys.constant,
  );
  return buildKeyring({ kind: 'dataset', subject, number, secrets, extra }, withOwner(owner, readers));
}

/**
 * Opens a dataset's keyring with whichever opener it names.
 *
 * @param digest the keyring digest on chain
 * @throws MeshidError `crypto/cannot-open`, `keyring/not-a-holder`
 */
export function openDatasetKeyring(
  block: Uint8Array,
  digest: Uint8Array,
  dataset: DatasetId,
  openers: readonly KeyringOpener[],
): DatasetKeys {
  const {
    number: epoch,
    secrets: epochKeys,
    extra,
  } = openKeyring('dataset', block, digest, dataset, openers);
  const newest = epochKey({ dataset, epoch, epochKeys, constant: extra });
  const constant = unwrapUnder(
    newest,
    { kind: 'dataset', subject: dataset, number: epoch, label: 'constant' },
    extra,
  );
  return { dataset, epoch, epochKeys, constant };
}
