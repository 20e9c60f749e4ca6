import { isMeshidError, MeshidError } from './errors.ts';
import type { Address, DeviceId } from './identifiers.ts';
import type { Meshid } from './meshid.ts';

/** Something with the name that its owner gave it, where this computer can read that. */
export interface Named<Id> {
  readonly id: Id;
  readonly name: string | undefined;
}

/**
 * What is meant by a text: a name in the address book, an address, or else the only one of its kind that its owner calls so.
 *
 * @throws MeshidError `name/unknown`, `name/ambiguous`, `input/invalid`
 */
export async function resolveNamed<Id extends Address | DeviceId>(
  { home }: Pick<Meshid, 'home'>,
  text: string,
  parse: (address: string) => Id,
  list: () => Promise<readonly Named<Id>[]>,
): Promise<Id> {
  try {
    return parse(await home.names.resolve(text));
  } catch (error) {
    if (!isMeshidError(error, 'name/unknown')) throw error;
    const found = (await list()).filter(({ name }) => name === text);
    const [only] = found;
    if (only === undefined) throw error;
    if (found.length > 1)
      throw new MeshidError('name/ambiguous', {
        name: text,
        addresses: found.map(({ id }) => id).join(' or '),
      });
    return only.id;
  }
}
