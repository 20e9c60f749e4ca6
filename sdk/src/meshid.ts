import { Chain } from './chain/index.ts';
import { MeshidError } from './errors.ts';
import { Home, type HomeConfig } from './home/index.ts';
import { IndexClient } from './node/index-client.ts';

/** A computer with its chain and its index: what every flow of the SDK needs. */
export interface Meshid {
  readonly home: Home;
  readonly chain: Chain;
  readonly index: IndexClient;
}

/** What a flow may be given besides its input. */
export interface FlowOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done, for people. */
  readonly onStep?: ((what: string) => void) | undefined;
}

/** Joins a home with the chain and the index that it names, or with others. Nothing is connected before it is used. */
export function joinMeshid(home: Home, places: Pick<HomeConfig, 'rpcUrl' | 'wsUrl' | 'indexUrl'>): Meshid {
  return { home, chain: new Chain(places), index: new IndexClient(places.indexUrl) };
}

/**
 * Opens the computer whose home is in a folder.
 *
 * @throws MeshidError `home/missing`, `home/damaged`
 *
 * @example
 * ```ts
 * const meshid = await openMeshid('/home/me/.meshid');
 * const { sequence } = await publishDataset(meshid, { dataset, source: { folder: 'photos' } });
 * ```
 */
export async function openMeshid(directory: string): Promise<Meshid> {
  const home = await Home.open(directory);
  return joinMeshid(home, await home.config());
}

/** Refuses a chain that is another than the one its person lives on. */
export async function checkCluster(
  { chain }: Meshid,
  person: { address: string; cluster: string },
): Promise<void> {
  const here = await chain.genesisHash();
  if (person.cluster !== here)
    throw new MeshidError('register/other-cluster', { person: person.address, here });
}
