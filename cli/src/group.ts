import { Command } from 'commander';
import type { Context } from './context.ts';

/** A noun with its verbs; by itself it shows its help, as wrong usage. */
export function group(
  context: Context,
  name: string,
  description: string,
  verbs: readonly ((context: Context) => Command)[],
): Command {
  const noun = new Command(name).description(description);
  for (const verb of verbs) noun.addCommand(verb(context));
  return noun;
}
