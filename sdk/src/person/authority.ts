import type { Sent } from '../chain/index.ts';
import type { Address, PersonId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { type Changed, sendAsAuthority } from './as-authority.ts';
import {
  acceptAuthority as acceptInstruction,
  proposeAuthority as proposeInstruction,
  retirePerson as retireInstruction,
  walletAddress,
} from './instructions.ts';
import { signalOf } from './keyring.ts';

/**
 * Proposes another wallet as the person's authority; nothing changes before it accepts. Without one, what was proposed is withdrawn.
 *
 * @throws MeshidError `home/no-wallet`, `register/refused`
 */
export async function proposeAuthority(
  meshid: Meshid,
  input: { readonly wallet: Address; readonly until: Date } | undefined,
  options: FlowOptions = {},
): Promise<Changed> {
  const sent = await sendAsAuthority(
    meshid,
    'proposing the authority',
    async ({ address, authority }) =>
      proposeInstruction({
        person: address,
        authority,
        proposed: input?.wallet,
        until: input === undefined ? 0n : BigInt(Math.floor(input.until.getTime() / 1000)),
      }),
    options,
  );
  return { transactions: [sent] };
}

/**
 * Makes this home's wallet the authority of a person who proposed it.
 *
 * @throws MeshidError `home/no-wallet`, `register/not-found`, `register/refused`
 */
export async function acceptAuthority(
  meshid: Meshid,
  { person: address }: { readonly person: PersonId },
  options: FlowOptions = {},
): Promise<Changed> {
  const { home, chain } = meshid;
  const person = await chain.get('person', address);
  await checkCluster(meshid, person);
  const wallet = await home.wallet();
  const proposedAuthority = walletAddress(wallet.publicKey);
  const instruction = await acceptInstruction({ person: person.address, proposedAuthority });
  const sent = await chain.send([instruction], [wallet], signalOf(options));
  await rememberPerson(meshid, person.address);
  return { transactions: [sent] };
}

/**
 * Ends this home's person for ever: nothing that it owns changes any more, but for being closed.
 *
 * @throws MeshidError `home/no-wallet`, `register/refused`
 */
export async function retirePerson(meshid: Meshid, options: FlowOptions = {}): Promise<Changed> {
  const sent: Sent = await sendAsAuthority(
    meshid,
    'retiring the person',
    async ({ address, authority }) => retireInstruction({ person: address, authority }),
    options,
  );
  return { transactions: [sent] };
}

/** A home that belonged to nobody belongs to this person now. */
export async function rememberPerson({ home }: Meshid, person: PersonId): Promise<void> {
  const config = await home.config();
  if (config.person === undefined) await home.saveConfig({ ...config, person });
}
