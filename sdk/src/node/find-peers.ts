import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import type { Dataset, Device } from '../chain/index.ts';
import { isMeshidError, MeshidError } from '../errors.ts';
import { deviceOfPeer } from '../exchange/host.ts';
import type { DeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';

/** Whom to ask; everybody who may have the dataset, unless it is narrowed. */
export interface PeerChoice {
  /** Only these, by multiaddr. */
  readonly peers?: readonly string[] | undefined;
  /** Only this computer. */
  readonly from?: DeviceId | undefined;
}

/**
 * Addresses of computers that may hold a dataset: the owner's first, then its readers'.
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
  const own = (await meshid.home.findDevice())?.id;
  const devices = from !== undefined ? [from] : dataset === undefined ? [] : await devicesOf(meshid, dataset);
  const found: Multiaddr[][] = [];
  let away: MeshidError | undefined;
  for (const device of devices) {
    if (device === own) continue;
    try {
      const addresses = await addressesOf(meshid, device, options);
      if (addresses !== undefined && addresses.length > 0) found.push(addresses);
    } catch (error) {
      if (!isMeshidError(error)) throw error;
      away ??= error;
    }
  }
  if (found.length === 0) throw away ?? new MeshidError('exchange/no-peer', {}, { retryable: true });
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

async function devicesOf({ chain }: Meshid, dataset: Dataset): Promise<DeviceId[]> {
  const active = (devices: readonly Device[]): DeviceId[] =>
    devices.filter(({ status }) => status === 'active').map(({ id }) => id);
  const found = active(await chain.list('device', { person: dataset.owner }));
  for (const { status, principalKind, principal } of await chain.list('grant', {
    resource: dataset.address,
  })) {
    if (status !== 'active') continue;
    if (principalKind === 'person') found.push(...active(await chain.list('device', { person: principal })));
    const device = principalKind === 'device' ? await chain.find('device', principal) : undefined;
    if (device !== undefined) found.push(...active([device]));
  }
  return [...new Set(found)];
}
