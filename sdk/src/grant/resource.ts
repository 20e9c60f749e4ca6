import { deviceAddress, type ResourceKind } from '../chain/index.ts';
import { listDatasets } from '../dataset/find.ts';
import { listDevices } from '../device/enrol.ts';
import { MeshidError } from '../errors.ts';
import { listGroups } from '../group/list.ts';
import { type Address, parseAddress, parseDeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { type Named, resolveNamed } from '../named.ts';
import { listPorts } from '../port/find.ts';

export interface ResourceName {
  readonly kind: ResourceKind;
  /** The Dataset, Port, Device or Group account. */
  readonly address: Address;
}

/**
 * What can be granted, by its name in the address book, its address (a device's: its account or its key), or what this home's person
 * calls a dataset, port, computer or group, where only one is called so.
 *
 * @throws MeshidError `name/unknown`, `name/ambiguous`, `register/not-found`
 */
export async function resolveResource(
  meshid: Meshid,
  text: string,
  options: FlowOptions = {},
): Promise<ResourceName> {
  const address = await resolveNamed(meshid, text, parseAddress, async () => listNamed(meshid, options));
  const places = [address, deviceAddress(parseDeviceId(address))];
  for (const { kind, address: at } of await meshid.chain.findMany(places))
    if (kind === 'dataset' || kind === 'port' || kind === 'device' || kind === 'group')
      return { kind, address: at };
  throw new MeshidError('register/not-found', { kind: 'dataset, port, device or group', address });
}

async function listNamed(meshid: Meshid, options: FlowOptions): Promise<Named<Address>[]> {
  const named = [
    ...(await listDatasets(meshid, options)).map(({ dataset, label }) => ({ id: dataset, name: label })),
    ...(await listGroups(meshid, options)).map(({ group, label }) => ({ id: group, name: label })),
    ...(await listPorts(meshid, options)).map(({ address, label }) => ({ id: address, name: label })),
    ...(await listDevices(meshid, options)).map(({ device, name }) => ({ id: deviceAddress(device), name })),
  ];
  return [...new Map(named.map((one) => [one.id, one])).values()];
}
