import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { type Changed, sendAsAuthority } from '../person/as-authority.ts';
import { closeDataset as closeInstruction, retireDataset as retireInstruction } from './instructions.ts';

/**
 * Ends a dataset, and with it every grant on it: nobody is served its blocks any more.
 *
 * @throws MeshidError `home/no-wallet`, `register/refused`
 */
export async function retireDataset(
  meshid: Meshid,
  { dataset }: { readonly dataset: DatasetId },
  options: FlowOptions = {},
): Promise<Changed> {
  const sent = await sendAsAuthority(
    meshid,
    'retiring the dataset',
    async ({ address, authority }) => retireInstruction({ authority, owner: address, dataset }),
    options,
  );
  return { transactions: [sent] };
}

/**
 * Closes a dataset's account a day after its end; the rent goes to whoever paid it.
 *
 * @throws MeshidError `register/not-found`, `home/no-wallet`, `register/refused`
 */
export async function closeDataset(
  meshid: Meshid,
  { dataset }: { readonly dataset: DatasetId },
  options: FlowOptions = {},
): Promise<Changed> {
  const { rentPayer } = await meshid.chain.get('dataset', dataset);
  const sent = await sendAsAuthority(
    meshid,
    'closing on chain',
    async ({ address, authority }) => closeInstruction({ authority, owner: address, dataset, rentPayer }),
    options,
  );
  return { transactions: [sent] };
}
