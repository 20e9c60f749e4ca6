import { Chain } from '../chain/index.ts';
import { Home, type HomeConfig } from '../home/index.ts';
import type { Address, PersonId } from '../identifiers.ts';
import { clusterName } from './names.ts';

export interface SwitchInput extends Pick<HomeConfig, 'rpcUrl' | 'wsUrl'> {
  readonly directory: string;
  /** The one that the cluster had here before, or else this computer's own, unless given. */
  readonly indexUrl: string | undefined;
  /** For a cluster that is new here. */
  readonly defaultIndexUrl: string;
}

export interface Switched {
  readonly genesisHash: Address;
  readonly name: string | undefined;
  /** Whether this computer was never used on that cluster before: it has its keys there, and nothing else. */
  readonly isNew: boolean;
  readonly person: PersonId | undefined;
}

/**
 * Lets a computer look at the cluster behind an RPC from now on: another endpoint of its own, one that it knows, or a new one. Its keys
 * are the same on each; person, datasets and names are each cluster's own.
 *
 * @throws MeshidError `chain/away`, `home/missing`
 */
export async function switchCluster(input: SwitchInput): Promise<Switched> {
  const { directory, rpcUrl, wsUrl } = input;
  await Home.open(directory);
  const genesisHash = await new Chain({ rpcUrl, wsUrl }).genesisHash();
  await learnOwnCluster(directory, genesisHash);
  const home = await Home.onCluster(directory, genesisHash);
  const known = await home.findConfig();
  const indexUrl = input.indexUrl ?? known?.indexUrl ?? input.defaultIndexUrl;
  const base: Pick<HomeConfig, 'version' | 'isNew' | 'person'> = known ?? { version: 1, isNew: true };
  await home.saveConfig({ ...base, rpcUrl, wsUrl, indexUrl, genesisHash });
  await home.choose();
  return {
    ...{ genesisHash, name: clusterName(genesisHash), person: known?.person },
    isNew: known === undefined || known.isNew === true,
  };
}

/** A home that never asked which cluster it was made for asks now; one that belongs to nobody yet can be for this one as well. */
async function learnOwnCluster(directory: string, found: Address): Promise<void> {
  const [own] = await Home.onEveryCluster(directory);
  const config = await own?.findConfig();
  if (own === undefined || config === undefined || config.genesisHash !== undefined) return;
  const isNobodys = config.person === undefined;
  const genesisHash = isNobodys ? found : await new Chain(config).genesisHash();
  await own.saveConfig({ ...config, genesisHash });
}

/** Where a home looks that was switched to a cluster and isn't set up there yet; nothing for every other. */
export async function findNewCluster(directory: string): Promise<HomeConfig | undefined> {
  const config = await (await Home.find(directory))?.findConfig();
  return config?.isNew === true ? config : undefined;
}

export interface KnownCluster {
  readonly genesisHash: Address | undefined;
  readonly name: string | undefined;
  readonly rpcUrl: string;
  readonly person: PersonId | undefined;
  readonly isChosen: boolean;
}

/** Every cluster that a computer was used on. Throws MeshidError `home/missing`. */
export async function listClusters(directory: string): Promise<KnownCluster[]> {
  const chosen = await Home.open(directory);
  const clusters: KnownCluster[] = [];
  for (const home of await Home.onEveryCluster(directory)) {
    const { genesisHash, rpcUrl, person } = await home.config();
    const name = genesisHash === undefined ? undefined : clusterName(genesisHash);
    clusters.push({ genesisHash, name, rpcUrl, person, isChosen: home.place === chosen.place });
  }
  return clusters;
}
