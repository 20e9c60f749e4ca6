import type { NamedInstruction, Person, Sent } from '../chain/index.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { actingFor, authorityOf, ownPerson } from './acting.ts';
import { type Actor, walletAddress } from './instructions.ts';
import { signalOf } from './keyring.ts';
import type { Address } from '../identifiers.ts';

/** What a change did on chain. */
export interface Changed {
  readonly transactions: readonly Sent[];
}

/** Sends what only the person's wallet signs. Throws MeshidError `home/no-wallet`, `register/refused`. */
export async function sendAsAuthority(
  meshid: Meshid,
  step: string,
  make: (person: Person) => Promise<NamedInstruction | readonly NamedInstruction[]>,
  options: FlowOptions = {},
): Promise<Sent> {
  const person = await ownPerson(meshid);
  await checkCluster(meshid, person);
  const wallet = await authorityOf(meshid, person);
  const instructions = [await make(person)].flat();
  options.onStep?.(step);
  return meshid.chain.send(instructions, [wallet], signalOf(options));
}

/** Who signs and pays, for an instruction that the wallet or an admin computer signs. */
export interface ActingInput {
  readonly person: Person;
  readonly actor: Actor;
  readonly payer: Address;
}

/** Sends what the person's wallet signs, or this computer where it is an admin. Throws MeshidError `home/no-wallet`, `register/refused`. */
export async function sendAsActor(
  meshid: Meshid,
  step: string,
  make: (acting: ActingInput) => Promise<NamedInstruction>,
  options: FlowOptions = {},
): Promise<Sent> {
  const person = await ownPerson(meshid);
  await checkCluster(meshid, person);
  const { actor, signers } = await actingFor(meshid, person);
  const instruction = await make({ person, actor, payer: walletAddress(signers[0].publicKey) });
  options.onStep?.(step);
  return meshid.chain.send([instruction], signers, signalOf(options));
}
