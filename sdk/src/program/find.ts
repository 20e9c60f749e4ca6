import type { Program } from '../chain/index.ts';
import type { PersonId } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';

/** The programs of a person, this home's unless named; retired ones too, until they are closed. */
export async function listPrograms(
  meshid: Meshid,
  { owner }: { readonly owner?: PersonId | undefined } = {},
): Promise<Program[]> {
  const address = owner ?? (await ownPerson(meshid)).address;
  return meshid.chain.list('program', { owner: address });
}
