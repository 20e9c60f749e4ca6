import type { Blockstore } from 'interface-blockstore';
import { MemoryBlockstore } from 'blockstore-core/memory';
import type { CID } from 'multiformats/cid';
import { type DagBlock, walkDag } from './dag.ts';
import { buildDirectory, readDirectory } from './directory.ts';
import type { Version } from './open.ts';
import { getBlock, type ReadOptions } from './pieces.ts';

/**
 * Every block of a version, each once, the head first: what its readers need, its keyring, and the directory by which other tools find
 * all of that. Readers don't fetch the directory; it is made again from what is in it, and comes out the same.
 *
 * @param store has the version and its keyring
 * @throws MeshidError `version/incomplete`, `version/malformed`, `storage/corrupt`
 */
export async function* walkVersion(
  store: Pick<Blockstore, 'get'>,
  version: Version,
  options: ReadOptions = {},
): AsyncGenerator<DagBlock> {
  const directory = await directoryOf(store, version, options);
  const both: Pick<Blockstore, 'get'> = {
    async *get(cid, reading) {
      if (await directory.has(cid)) yield* directory.get(cid);
      else yield* store.get(cid, reading);
    },
  };
  yield* walkDag(both, version.head, options);
}

async function directoryOf(
  store: Pick<Blockstore, 'get'>,
  version: Version,
  options: ReadOptions,
): Promise<MemoryBlockstore> {
  const { head, keyring } = version;
  const { manifest } = await readDirectory(await getBlock(store, head, options));
  const sized = async (cid: CID) => ({ cid, bytes: (await getBlock(store, cid, options)).length });
  const leaves: { cid: CID; bytes: number }[] = [];
  for await (const cid of version.blocks(options))
    if (!cid.equals(head) && !cid.equals(manifest)) leaves.push(await sized(cid));
  const blocks = new MemoryBlockstore();
  const keep = async (cid: CID, block: Uint8Array) => blocks.put(cid, block);
  const made = await buildDirectory(keep, await sized(manifest), await sized(keyring), leaves);
  // Another writer's may be of another shape, and has to be there.
  return made.equals(head) ? blocks : new MemoryBlockstore();
}
