import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import type { Dataset, Device } from '../chain/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import { deviceOfPeer } from '../exchange/host.ts';
import type { Address, DeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';

/** Whom to ask; everybody who may have the dataset, unless it is narrowed. */
export interface PeerChoice {
  /** Only these, by multiaddr. */
  readonly peers?: readonly string[] | undefined;
  /** Only this computer. */
  readonly from?: DeviceId | undefined;
}

/**
 * Addresses of computers that may hold a dataset: the owner's first, then its readers', those in groups among them, and those of who
 * made it: just after a transfer nobody else may have it.
 *
 * @throws MeshidError `exchange/no-peer`, `index/away` when the index is away and no address is known from before
 */
export async function findDatasetPeers(
  meshid: Meshid,
  dataset: Dataset | undefined,
  { peers, from }: PeerChoice,
  options: FlowOptions = {},
): Promise<Multiaddr[][]> {
  if (peers !== undefined && peers.length > 0) return peers.map((text) => [parseMultiaddr(text)]);
  options.onStep?.('finding computers');
  const devices = from !== undefined ? [from] : dataset === undefined ? [] : await devicesOf(meshid, dataset);
  const found = [...(await reach(meshid, devices, options)).values()];
  if (found.length === 0) throw new MeshidError('exchange/no-peer', {}, { retryable: true });
  return found;
}

/**
 * Addresses of computers that are trusted to keep a dataset: its owner's, and those of whose computer this is. Others may go, or lie.
 *
 * @throws MeshidError as `findDatasetPeers`
 */
export async function findKeepers(
  meshid: Meshid,
  dataset: Dataset,
  options: FlowOptions = {},
): Promise<Map<DeviceId, Multiaddr[]>> {
  const { address: own } = await ownPerson(meshid);
  const persons = new Set([own, dataset.owner]);
  const devices = await Promise.all([...persons].map(async (person) => devicesOfPrincipal(meshid, person)));
  return reach(meshid, devices.flat(), options);
}

/** Where devices are, but for this one: those of them of which that is known. Throws MeshidError when it is of none, and why. */
async function reach(
  meshid: Meshid,
  devices: readonly DeviceId[],
  options: FlowOptions,
): Promise<Map<DeviceId, Multiaddr[]>> {
  const own = (await meshid.home.findDevice())?.id;
  const found = new Map<DeviceId, Multiaddr[]>();
  let away: MeshidError | undefined;
  for (const device of devices) {
    if (device === own) continue;
    try {
      const addresses = await addressesOf(meshid, device, options);
      if (addresses !== undefined && addresses.length > 0) found.set(device, addresses);
    } catch (error) {
      if (!isMeshidError(error)) throw error;
      away ??= error;
    }
  }
  if (found.size === 0 && away !== undefined) throw away;
  return found;
}

/** @throws MeshidError `input/invalid` unless it is a multiaddr that names its peer */
export function parseMultiaddr(text: string): Multiaddr {
  try {
    const address = multiaddr(text);
    if (address.getComponents().some(({ name }) => name === 'p2p')) return address;
  } catch {
    // Said below.
  }
  throw new MeshidError('input/invalid', {
    what: `address "${text.slice(0, 200)}"`,
    why: 'it should be as "meshid node" prints it, like /ip4/127.0.0.1/tcp/4001/p2p/12D3…',
  });
}

/** The computer that an address names last: the one that answers there. Throws MeshidError `input/invalid`, `exchange/unknown-peer`. */
export async function deviceIn(address: Multiaddr): Promise<DeviceId> {
  const id = address.getComponents().findLast(({ name }) => name === 'p2p')?.value;
  if (id === undefined)
    throw new MeshidError('input/invalid', {
      what: `address "${address.toString()}"`,
      why: 'it names no peer',
    });
  const { peerIdFromString } = await import('@libp2p/peer-id');
  return deviceOfPeer(peerIdFromString(id));
}

/** From the index, or where it was last reached when the index is away. */
async function addressesOf(
  { home, index }: Meshid,
  device: DeviceId,
  options: FlowOptions,
): Promise<Multiaddr[] | undefined> {
  try {
    const addresses = await index.findAddresses(device, options.signal);
    if (addresses !== undefined) await home.peers.put(device, addresses);
    return addresses ?? (await home.peers.find(device));
  } catch (error) {
    const kept = await home.peers.find(device);
    if (kept !== undefined && isMeshidError(error, 'index/away')) return kept;
    throw error;
  }
}

async function devicesOf(meshid: Pick<Meshid, 'chain'>, dataset: Dataset): Promise<DeviceId[]> {
  const { chain } = meshid;
  const found = await devicesOfPrincipal(meshid, dataset.owner);
  for (const { status, principal } of await chain.list('grant', { resource: dataset.address }))
    if (status === 'active') found.push(...(await devicesOfPrincipal(meshid, principal)));
  if (dataset.creator !== dataset.owner) found.push(...(await devicesOfPrincipal(meshid, dataset.creator)));
  return [...new Set(found)];
}

/** Active computers: a person's, one, or those of a group's members. */
async function devicesOfPrincipal({ chain }: Pick<Meshid, 'chain'>, principal: Address): Promise<DeviceId[]> {
  const [account] = await chain.findMany([principal]);
  switch (account?.kind) {
    case 'person':
      return active(await chain.list('device', { person: account.address }));
    case 'device':
      return active([account]);
    case 'group': {
      const members = await chain.list('membership', { group: account.address });
      const found = members
        .filter(({ status }) => status === 'active')
        .map(async ({ principal: member }) => devicesOfPrincipal({ chain }, member));
      return account.status === 'active' ? (await Promise.all(found)).flat() : [];
    }
    default:
      return [];
  }
}

function active(devices: readonly Device[]): DeviceId[] {
  return devices.filter(({ status }) => status === 'active').map(({ id }) => id);
}
