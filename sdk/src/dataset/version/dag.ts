import { decode } from '@ipld/dag-pb';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import { malformed } from './items.ts';
import { getBlock, isUnreadable, type ReadOptions } from './pieces.ts';

const DAG_PB = 0x70;

export interface DagBlock {
  readonly cid: CID;
  readonly block: Uint8Array;
}

export interface WalkOptions extends ReadOptions {
  /** Goes on without a block that is not here, or damaged. */
  readonly skipMissing?: boolean;
}

/**
 * Every block of a version as other IPFS tools see it, each once: its directory, with the leaves in it.
 *
 * @throws MeshidError `version/incomplete`, `version/malformed`, `storage/corrupt`
 */
export async function* walkDag(
  store: Pick<Blockstore, 'get'>,
  head: CID,
  options: WalkOptions = {},
): AsyncGenerator<DagBlock> {
  const seen = new Set<string>();
  const waiting = [head];
  for (let cid = waiting.pop(); cid !== undefined; cid = waiting.pop()) {
    options.signal?.throwIfAborted();
    const name = cid.toString();
    if (seen.has(name)) continue;
    seen.add(name);
    const block = await getBlock(store, cid, options).catch((error: unknown) => {
      if (options.skipMissing === true && isUnreadable(error)) return undefined;
      throw error;
    });
    if (block === undefined) continue;
    yield { cid, block };
    if (cid.code === DAG_PB) waiting.push(...linksOf(block).reverse());
  }
}

function linksOf(block: Uint8Array): CID[] {
  try {
    return decode(block).Links.map(({ Hash }) => Hash);
  } catch {
    return malformed('a block of its directory is none');
  }
}
