import { decodeAccount, deviceAddress, personAddress, type PrincipalKind } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import { type Address, parseDeviceId } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';

export interface Principal {
  readonly kind: PrincipalKind;
  /** The Person, Device or Group account. */
  readonly address: Address;
}

/**
 * Who is meant by a name or an address: a person by its account or its wallet, a device by its account or its key, a group by its account.
 *
 * @throws MeshidError `name/unknown`, `register/not-found`
 */
export async function resolvePrincipal({ home, chain }: Meshid, text: string): Promise<Principal> {
  const address = await home.names.resolve(text);
  const places = [address, deviceAddress(parseDeviceId(address)), personAddress(address)];
  const { accounts } = await chain.read(places);
  for (const place of places) {
    const data = accounts.get(place);
    if (data === undefined) continue;
    const { kind } = decodeAccount(place, data);
    if (kind === 'person' || kind === 'device' || kind === 'group') return { kind, address: place };
  }
  throw new MeshidError('register/not-found', { kind: 'person, device or group', address });
}
