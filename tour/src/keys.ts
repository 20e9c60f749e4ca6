import {
  type DatasetId,
  type DatasetKeys,
  deviceOpener,
  Home,
  isMeshidError,
  orNothing,
  type KeyringOpener,
  openDatasetKeyring,
  openVersion,
  parseDatasetId,
  personOpener,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check } from './check.ts';

interface Version {
  readonly dataset: string;
  readonly head: string;
}

/**
 * Sees that a version, handed to a lost reader out of band, stays closed: with every secret that its folder gives, and with every
 * keyring there is, since those are public. The owner's own keys have to open it, or the check would prove nothing.
 */
export async function checkUnreadable(
  ownerHome: string,
  readerHome: string,
  version: Version,
): Promise<void> {
  const owner = await Home.open(ownerHome);
  const reader = await Home.open(readerHome);
  const dataset = parseDatasetId(version.dataset);
  const keyrings = [...(await keyringsIn(ownerHome)), ...(await keyringsIn(readerHome))];
  const owned = await openedWith(owner, dataset, keyrings);
  const kept = await openedWith(reader, dataset, keyrings);
  check(kept.length > 0, 'the reader should have kept keys of the versions that it could read');
  const opens = async (keys: DatasetKeys): Promise<boolean> =>
    opensVersion(owner, dataset, version.head, keys);
  check((await Promise.all(owned.map(opens))).includes(true), "the owner's keys should open version 3");

  const epochs = Math.max(...owned.map(({ epoch }) => Number(epoch)));
  for (const keys of kept)
    for (const secret of keys.epochKeys.values()) {
      // Whatever epoch the version says, this secret is tried as that epoch's.
      const epochKeys = new Map(Array.from({ length: epochs }, (_, index) => [BigInt(index + 1), secret]));
      check(!(await opens({ ...keys, epochKeys })), 'no key that the reader kept should open version 3');
    }
}

async function keyringsIn(home: string): Promise<Uint8Array[]> {
  const folder = join(home, 'keyrings');
  const names = (await readdir(folder)).filter((name) => !name.endsWith('.tmp'));
  return Promise.all(names.map(async (name) => readFile(join(folder, name))));
}

/** The dataset's keys by each of these keyrings that a home's device or person is a holder of. */
async function openedWith(
  home: Home,
  dataset: DatasetId,
  keyrings: readonly Uint8Array[],
): Promise<DatasetKeys[]> {
  const person = await home.findPersonKeys();
  const openers: KeyringOpener[] = [
    deviceOpener(await home.device()),
    ...(person === undefined ? [] : [personOpener(person)]),
  ];
  const opened = await Promise.all(
    keyrings.map(async (block) => {
      const digest = createHash('sha256').update(block).digest();
      return orNothing(() => openDatasetKeyring(block, digest, dataset, openers));
    }),
  );
  return opened.filter((keys) => keys !== undefined);
}

async function opensVersion(
  owner: Home,
  dataset: DatasetId,
  head: string,
  keys: DatasetKeys,
): Promise<boolean> {
  const store = await owner.stores.open(dataset);
  try {
    await openVersion({ store, head: CID.parse(head), keys, expect: { dataset, sequence: 3n } });
    return true;
  } catch (error) {
    if (isMeshidError(error, 'crypto/cannot-open') || isMeshidError(error, 'input/invalid')) return false;
    throw error;
  }
}
