import { CommanderError } from 'commander';
import { Asking } from './asking.ts';
import type { Context } from './context.ts';

/** Asks before what can't be undone. Where nobody can be asked, it takes --yes. */
export async function confirm(
  context: Context,
  question: string,
  yes: boolean | undefined,
): Promise<boolean> {
  if (yes === true) return true;
  if (context.stdin.isTTY !== true) {
    context.stderr.write('meshid: this can not be undone, so it takes --yes where nobody can be asked\n');
    throw new CommanderError(2, 'meshid.unconfirmed', 'not confirmed');
  }
  using asking = new Asking(context);
  return /^y(es)?$/i.test((await asking.ask(`${question} [y/N] `)) ?? '');
}
