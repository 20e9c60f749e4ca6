import type { Port } from '../chain/index.ts';
import { openPortLabel, type PersonKeys } from '../crypto/index.ts';
import { isMeshidError } from '../errors.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';
import { personKeys } from '../person/keyring.ts';

export interface ListedPort extends Port {
  /** What its owner calls it, where this computer can read that. */
  readonly label: string | undefined;
}

/** The ports of this home's person; those that are no longer shared too, until they are closed. */
export async function listPorts(meshid: Meshid, options: FlowOptions = {}): Promise<ListedPort[]> {
  const person = await ownPerson(meshid);
  const keys = await personKeys(meshid, person, options).catch((error: unknown) => {
    if (isMeshidError(error)) return undefined;
    throw error;
  });
  const ports = await meshid.chain.list('port', { creator: person.address });
  return ports.map((port) => ({ ...port, label: keys && labelOf(keys, port) }));
}

function labelOf(keys: PersonKeys, { address, sealedLabel }: Port): string | undefined {
  try {
    return openPortLabel(keys, address, sealedLabel);
  } catch (error) {
    if (isMeshidError(error)) return undefined;
    throw error;
  }
}
