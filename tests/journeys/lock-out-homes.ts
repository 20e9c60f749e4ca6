import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blockstore } from 'interface-blockstore';
import {
  type Dataset,
  type DatasetId,
  type Device,
  grantAddress,
  isMeshidError,
  type Meshid,
  openVersion,
  type Person,
  type PersonId,
  readBlock,
} from '@meshid/sdk';
import {
  deviceOpener,
  type KeyringOpener,
  openDatasetKeyring,
  openPersonKeyring,
  personOpener,
} from '../../sdk/src/crypto/index.ts';

/** A home of the story: one of the owner's computers, or a reader's. */
export interface Member {
  readonly name: string;
  readonly meshid: Meshid;
  /** Whose computer it is. */
  readonly person: PersonId;
}

/** What is in the newest version is one file, whose content tells which it is. */
export const FILE = 'note';

const folderOf = ({ meshid }: Member): string => join(meshid.home.directory, 'folder');

export async function writeNote(member: Member, content: string): Promise<string> {
  const folder = folderOf(member);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FILE), content);
  return folder;
}

/**
 * What the chain says of a home: a computer of the owner that is trusted has to read, as has one of a reader with a grant. The home with
 * the person's wallet whose own computer is not trusted may: it has the keys that it made itself, and not those of others.
 */
export type Standing = 'reads' | 'may read' | 'lost';

export async function standingOf({ meshid, person }: Member, dataset: Dataset): Promise<Standing> {
  const { chain, home } = meshid;
  const id = (await home.findDevice())?.id;
  const account = await chain.get('person', person);
  const device = (await chain.list('device', { person })).find((one) => one.id === id);
  const isAuthority = account.authority === (await home.findWallet())?.publicKey.toBase58();
  if (!isTrusted(device, account)) return isAuthority ? 'may read' : 'lost';
  if (dataset.owner === person) return 'reads';
  const grant = await chain.find('grant', grantAddress(dataset.address, person));
  return grant?.status === 'active' ? 'reads' : 'lost';
}

function isTrusted(device: Device | undefined, person: Person): boolean {
  return device?.status === 'active' && device.enrolledSequence >= person.voidBefore;
}

/**
 * What a home can read of the newest version with every secret that it has or can open, without minding what the chain allows.
 *
 * @param blocks of the version and of keyrings, from wherever they are: all of them are public
 */
export async function readWithAllKeys(
  { meshid, person }: Member,
  dataset: Dataset,
  blocks: { readonly store: Blockstore; keyring(digest: Uint8Array): Promise<Uint8Array | undefined> },
): Promise<string | undefined> {
  const { home, chain } = meshid;
  const { head, sequence, address } = dataset;
  const keyring = await blocks.keyring(dataset.keyringDigest);
  if (head === undefined || keyring === undefined) return undefined;
  const device = await home.findDevice();
  const own = device === undefined ? [] : [deviceOpener(device)];
  const kept = await home.findPersonKeys();
  const account = await chain.get('person', person);
  const persons = await blocks.keyring(account.keyringDigest);
  const opened =
    persons &&
    tryOpen(() => openPersonKeyring(persons, account.keyringDigest, person, own[0] as KeyringOpener));
  const openers = [
    ...own,
    ...[kept, opened].flatMap((keys) => (keys === undefined ? [] : [personOpener(keys)])),
  ];
  // One by one: the first that has an entry would stand in the way of the others.
  const [keys] = openers.flatMap((opener) => {
    const found = tryOpen(() => openDatasetKeyring(keyring, dataset.keyringDigest, address, [opener]));
    return found === undefined ? [] : [found];
  });
  if (keys === undefined) return undefined;
  try {
    const version = await openVersion({
      ...{ store: blocks.store, head, keys },
      expect: { dataset: address, sequence },
    });
    for await (const entry of version.list())
      if (entry.kind === 'file' && entry.path === FILE) {
        const pieces: Uint8Array[] = [];
        for (const extent of entry.extents)
          if (extent.leaf !== undefined) pieces.push(await version.read(extent));
        return Buffer.concat(pieces).toString('utf8');
      }
  } catch (error) {
    if (!isMeshidError(error, 'crypto/cannot-open')) throw error;
  }
  return undefined;
}

function tryOpen<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (isMeshidError(error)) return undefined;
    throw error;
  }
}

/** Gives a home the newest version from another's store, as a fetch into its folder would. */
export async function bring(from: Blockstore, member: Member, dataset: Dataset): Promise<void> {
  const { home } = member.meshid;
  const { head, sequence, address } = dataset;
  if (head === undefined) return;
  const store = await home.stores.open(address);
  for await (const { cid } of from.getAll())
    if (!(await store.has(cid))) await store.put(cid, await readBlock(from, cid));
  await home.states.hold(address, { sequence, head: head.toString() });
  await home.states.setRestored(address, folderOf(member), { sequence, head: head.toString() });
}

/** The store of some home that has the version whose head it is. */
export async function storeWith(
  homes: readonly Member[],
  dataset: DatasetId,
  head: Dataset['head'],
): Promise<Blockstore | undefined> {
  for (const { meshid } of homes) {
    const store = await meshid.home.stores.find(dataset);
    if (head !== undefined && store !== undefined && (await store.has(head))) return store;
  }
  return undefined;
}
