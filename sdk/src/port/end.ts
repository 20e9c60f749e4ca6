import type { PortId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { type Changed, sendAsActor, sendAsAuthority } from '../person/as-authority.ts';
import { closePort as closeInstruction, unsharePort as unshareInstruction } from './instructions.ts';

/** Ends the offer of a port, and with it every grant on it. Throws MeshidError `home/no-wallet`, `register/refused`. */
export async function unsharePort(
  meshid: Meshid,
  { port }: { readonly port: PortId },
  options: FlowOptions = {},
): Promise<Changed> {
  const sent = await sendAsActor(
    meshid,
    'ending the offer',
    async ({ person, actor }) => unshareInstruction({ actor, owner: person.address, port }),
    options,
  );
  return { transactions: [sent] };
}

/**
 * Closes a port's account a day after its end; the rent goes to whoever paid it.
 *
 * @throws MeshidError `register/not-found`, `home/no-wallet`, `register/refused`
 */
export async function closePort(
  meshid: Meshid,
  { port }: { readonly port: PortId },
  options: FlowOptions = {},
): Promise<Changed> {
  const { rentPayer } = await meshid.chain.get('port', port);
  const sent = await sendAsAuthority(
    meshid,
    'closing on chain',
    async ({ address, authority }) => closeInstruction({ authority, owner: address, port, rentPayer }),
    options,
  );
  return { transactions: [sent] };
}
