import { check } from '../check.ts';
import { changeOneFile } from '../source.ts';
import type { World } from '../world.ts';
import type { Chain } from './chain.ts';
import type { People } from './enrol.ts';
import { type Fetched, fetchVersion } from './fetch.ts';
import { type Published, publishVersion } from './publish.ts';

const OVERHEAD_BYTES = 64 * 2 ** 10;

export interface Versioned extends Fetched {
  readonly published: Published;
  readonly allowedBytes: number;
  readonly changed: string;
}

/** One file changes: what travels is its chunks and little else. The change is made in a copy, never in the user's folder. */
export async function publishSecond(
  world: World,
  chain: Chain,
  { owner, reader }: People,
): Promise<Versioned> {
  const copy = world.path('copy');
  const changed = await changeOneFile(copy, 'meshid changed this line in version 2');
  const published = await publishVersion(world, chain, owner.home, 2, copy);
  const fetched = await fetchVersion(world, reader.home, 2, world.path('received'), copy);
  const allowedBytes = published.contentBytes + OVERHEAD_BYTES;
  check(
    fetched.travelledBytes <= allowedBytes,
    `${fetched.travelledBytes} bytes travelled for ${changed}, ${allowedBytes} were allowed`,
  );
  return { ...fetched, published, allowedBytes, changed };
}
