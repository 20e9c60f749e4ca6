import type { Port } from '../chain/index.ts';
import { openPortLabel, type PersonKeys } from '../crypto/index.ts';
import { orNothing } from '../errors.ts';
import { parsePortId, type PortId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { resolveNamed } from '../named.ts';
import { ownPerson } from '../person/acting.ts';
import { personKeys } from '../person/keyring.ts';

export interface ListedPort extends Port {
  /** What its owner calls it, where this computer can read that. */
  readonly label: string | undefined;
}

/** The ports of this home's person; those that are no longer shared too, until they are closed. */
export async function listPorts(meshid: Meshid, options: FlowOptions = {}): Promise<ListedPort[]> {
  const person = await ownPerson(meshid);
  const keys = await orNothing(() => personKeys(meshid, person, options));
  const ports = await meshid.chain.list('port', { creator: person.address });
  return Promise.all(ports.map(async (port) => ({ ...port, label: keys && (await labelOf(keys, port)) })));
}

/**
 * A port by its name in the address book, its address, or its label where only one of this home's person is called so.
 *
 * @throws MeshidError `name/unknown`, `name/ambiguous`
 */
export async function resolvePort(meshid: Meshid, text: string, options: FlowOptions = {}): Promise<PortId> {
  return resolveNamed(meshid, text, parsePortId, async () =>
    (await listPorts(meshid, options)).map(({ address, label }) => ({ id: address, name: label })),
  );
}

async function labelOf(keys: PersonKeys, { address, sealedLabel }: Port): Promise<string | undefined> {
  return orNothing(() => openPortLabel(keys, address, sealedLabel));
}
