import { type Chain, findDeployedProgram } from '@meshid/sdk';
import { type Keypair, PublicKey } from '@solana/web3.js';
import { DeployError } from './error.ts';
import { setUpgradeAuthority } from './loader.ts';
import { step } from './step.ts';

/** What becomes of the right to upgrade: it stays, is handed to somebody else, or is given up for ever. */
export type Succession =
  | { readonly kind: 'keep' }
  | { readonly kind: 'hand over'; readonly to: PublicKey }
  | { readonly kind: 'give up' };

/** The authority that there is afterwards. */
export function successorOf(succession: Succession, authority: PublicKey): PublicKey | null {
  if (succession.kind === 'keep') return authority;
  return succession.kind === 'give up' ? null : succession.to;
}

/**
 * @throws DeployError `usage` for both, or for an address that can't be anybody's
 */
export function readSuccession(to: string | undefined, giveUp: boolean, program: PublicKey): Succession {
  if (to === undefined) return { kind: giveUp ? 'give up' : 'keep' };
  if (giveUp) throw new DeployError('usage', '--new-authority and --give-up-authority exclude each other');
  const address = parse(to);
  if (address === undefined || address.equals(PublicKey.default) || address.equals(program))
    throw new DeployError('usage', `--new-authority ${to.slice(0, 64)} is nobody's address`);
  return { kind: 'hand over', to: address };
}

/** Passes the right to upgrade on, as the last step of a deployment; again, it does nothing. Throws DeployError `other-authority`. */
export async function passOn(
  chain: Chain,
  payer: Keypair,
  program: PublicKey,
  succession: Succession,
): Promise<void> {
  const wanted = successorOf(succession, payer.publicKey);
  const isDone = async (): Promise<boolean> => {
    const authority = (await findDeployedProgram(chain, program))?.authority;
    return wanted === null ? authority === null : authority?.equals(wanted) === true;
  };
  if (await isDone()) return;
  const instruction = setUpgradeAuthority(program, payer.publicKey, wanted ?? undefined);
  await step(chain, [{ name: 'setAuthority', instruction }], [payer], isDone);
  if (!(await isDone()))
    throw new DeployError(
      'other-authority',
      `${program.toBase58()} has another upgrade authority than was set; somebody else changed it meanwhile`,
    );
}

function parse(text: string): PublicKey | undefined {
  try {
    return new PublicKey(text);
  } catch {
    return undefined;
  }
}
