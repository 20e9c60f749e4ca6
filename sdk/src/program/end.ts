import type { ProgramId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { type Changed, sendAsAuthority } from '../person/as-authority.ts';
import { closeProgram as closeInstruction, retireProgram as retireInstruction } from './instructions.ts';

/** Ends a program of this home's person; no job of it starts again. Throws MeshidError `home/no-wallet`, `register/refused`. */
export async function retireProgram(
  meshid: Meshid,
  { program }: { readonly program: ProgramId },
  options: FlowOptions = {},
): Promise<Changed> {
  const sent = await sendAsAuthority(
    meshid,
    'retiring the program',
    async ({ address, authority }) => retireInstruction({ authority, owner: address, program }),
    options,
  );
  return { transactions: [sent] };
}

/**
 * Closes a program's account a day after its end; the rent goes to whoever paid it.
 *
 * @throws MeshidError `register/not-found`, `home/no-wallet`, `register/refused`
 */
export async function closeProgram(
  meshid: Meshid,
  { program }: { readonly program: ProgramId },
  options: FlowOptions = {},
): Promise<Changed> {
  const { rentPayer } = await meshid.chain.get('program', program);
  const sent = await sendAsAuthority(
    meshid,
    'closing on chain',
    async ({ address, authority }) => closeInstruction({ authority, owner: address, program, rentPayer }),
    options,
  );
  return { transactions: [sent] };
}
