import type { Program } from '../chain/index.ts';
import { parseProgramId, type PersonId, type ProgramId } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';
import { resolveNamed } from '../named.ts';
import { ownPerson } from '../person/acting.ts';

/** The programs of a person, this home's unless named; retired ones too, until they are closed. */
export async function listPrograms(
  meshid: Meshid,
  { owner }: { readonly owner?: PersonId | undefined } = {},
): Promise<Program[]> {
  const address = owner ?? (await ownPerson(meshid)).address;
  return meshid.chain.list('program', { owner: address });
}

/**
 * A program by its name in the address book, its address, or its public name where only one of this home's person has it: anybody
 * else can claim the same.
 *
 * @throws MeshidError `name/unknown`, `name/ambiguous`
 */
export async function resolveProgram(meshid: Meshid, text: string): Promise<ProgramId> {
  return resolveNamed(meshid, text, parseProgramId, async () =>
    (await listPrograms(meshid)).map(({ address, slug }) => ({ id: address, name: slug })),
  );
}
