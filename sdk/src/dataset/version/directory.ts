import { decode } from '@ipld/dag-pb';
import type { ImportResult, InProgressImportResult } from 'ipfs-unixfs-importer';
import type { CID } from 'multiformats/cid';
import { malformed } from './items.ts';

/** A block that stands in a version's directory, with its size. */
export interface DirectoryBlock {
  readonly cid: CID;
  readonly bytes: number;
}

/** The most bytes of a version's head: three links. */
export const MAX_HEAD_BYTES = 4096;
// Small shards are shared between versions, large ones would be stored anew each time.
const SHARD_ABOVE_BYTES = 16 * 1024;
const RAW = 0x55;

/**
 * Makes the UnixFS directory that any IPFS tool can pin: `manifest`, `keyring`, and `leaves/` with every leaf under its CID, sharded
 * (HAMT) when there are many. Returns its root, the version's head.
 *
 * @param store takes each block of the directory itself
 */
export async function buildDirectory(
  store: (cid: CID, block: Uint8Array) => Promise<unknown>,
  manifest: DirectoryBlock,
  keyring: DirectoryBlock,
  leaves: Iterable<DirectoryBlock>,
): Promise<CID> {
  const { UnixFS } = await import('ipfs-unixfs');
  const { importer } = await import('ipfs-unixfs-importer');
  const present = (path: string, { cid, bytes }: DirectoryBlock): InProgressImportResult => ({
    cid,
    path,
    size: BigInt(bytes),
    unixfs: new UnixFS({ type: 'raw' }),
  });
  let root: ImportResult | undefined;
  const files = (function* () {
    yield present('keyring', keyring);
    yield present('manifest', manifest);
    for (const leaf of leaves) yield present(`leaves/${leaf.cid.toString()}`, leaf);
  })();
  const options = {
    // The blocks exist already, so the importer is only asked for the directories around them.
    dagBuilder: async function* (): AsyncGenerator<() => Promise<InProgressImportResult>> {
      for (const file of files) yield async () => file;
    },
    wrapWithDirectory: true,
    shardSplitThresholdBytes: SHARD_ABOVE_BYTES,
  };
  const put = async (cid: CID, block: unknown): Promise<CID> => {
    if (!(block instanceof Uint8Array)) throw new TypeError('a directory is one block');
    await store(cid, block);
    return cid;
  };
  for await (const result of importer([], { put }, options)) root = result;
  return root?.cid ?? malformed('it has no directory');
}

/**
 * The manifest's and the keyring's CIDs, from a version's head.
 *
 * @throws MeshidError `version/malformed`
 */
export async function readDirectory(block: Uint8Array): Promise<{ manifest: CID; keyring: CID }> {
  if (block.length > MAX_HEAD_BYTES) malformed('its head is too long');
  const links = await linksOf(block);
  const find = (name: string): CID => {
    const link = links.find(({ Name }) => Name === name);
    const cid = link?.Hash;
    return cid?.code === RAW && cid.version === 1 ? cid : malformed(`its head has no ${name}`);
  };
  return { manifest: find('manifest'), keyring: find('keyring') };
}

async function linksOf(block: Uint8Array): Promise<ReturnType<typeof decode>['Links']> {
  const { UnixFS } = await import('ipfs-unixfs');
  try {
    const { Data, Links } = decode(block);
    if (Data !== undefined && UnixFS.unmarshal(Data).type === 'directory') return Links;
  } catch {
    // Not dag-pb or not UnixFS: as malformed as any other block.
  }
  return malformed('its head is not a directory');
}
