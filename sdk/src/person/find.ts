import { decodeAs, type Person, personAddress } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import type { Meshid } from '../meshid.ts';
import { ownPerson } from './acting.ts';

/**
 * A person by a name in the address book, its account, or the wallet that founded it; this home's when none is named.
 *
 * @throws MeshidError `name/unknown`, `register/not-found`, `home/no-person`
 */
export async function getPerson(meshid: Meshid, text?: string): Promise<Person> {
  if (text === undefined) return ownPerson(meshid);
  const address = await meshid.home.names.resolve(text);
  const founded = personAddress(address);
  const { accounts } = await meshid.chain.read([address, founded]);
  for (const place of [address, founded]) {
    const data = accounts.get(place);
    if (data !== undefined) return decodeAs('person', place, data);
  }
  throw new MeshidError('register/not-found', { kind: 'person', address });
}
