import { createInterface } from 'node:readline/promises';
import { CommanderError } from 'commander';
import type { Context } from './context.ts';

/** Asks before what can't be undone. Where nobody can be asked, it takes --yes. */
export async function confirm(
  context: Context,
  question: string,
  yes: boolean | undefined,
): Promise<boolean> {
  if (yes === true) return true;
  if (!context.stdin.isTTY) {
    context.stderr.write('meshid: this can not be undone, so it takes --yes where nobody can be asked\n');
    throw new CommanderError(2, 'meshid.unconfirmed', 'not confirmed');
  }
  const terminal = createInterface({ input: context.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test(
      (await terminal.question(`${question} [y/N] `, { signal: context.signal })).trim(),
    );
  } finally {
    terminal.close();
  }
}
