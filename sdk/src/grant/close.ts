import { decodeAccount, grantAddress } from '../chain/index.ts';
import type { Address } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { type Changed, sendAsAuthority } from '../person/as-authority.ts';
import { closeGrant as closeInstruction } from './instructions.ts';

/**
 * Closes the account of a grant that this home's person gave, a day after its, its parent's or its resource's end; the rent goes to
 * whoever paid it.
 *
 * @throws MeshidError `register/not-found`, `home/no-wallet`, `register/refused`
 */
export async function closeGrant(
  meshid: Meshid,
  { resource, principal }: { readonly resource: Address; readonly principal: Address },
  options: FlowOptions = {},
): Promise<Changed> {
  const { rentPayer, parent } = await meshid.chain.get('grant', grantAddress(resource, principal));
  const left = (await meshid.chain.read([resource])).accounts.get(resource);
  const shrunk = left !== undefined && decodeAccount(resource, left).kind === 'revokedDevice';
  const sent = await sendAsAuthority(
    meshid,
    'closing on chain',
    async ({ address, authority }) =>
      closeInstruction({ authority, granter: address, resource, principal, shrunk, parent, rentPayer }),
    options,
  );
  return { transactions: [sent] };
}
