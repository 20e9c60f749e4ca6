import { Command } from 'commander';
import type { Context } from './context.ts';

/** A noun with its verbs; by itself it does the usual one, or else shows its help, as wrong usage. */
export function group(
  context: Context,
  name: string,
  description: string,
  verbs: readonly ((context: Context) => Command)[],
  usual?: string,
): Command {
  const noun = new Command(name).description(description);
  for (const verb of verbs) {
    const command = verb(context);
    noun.addCommand(command, { isDefault: command.name() === usual });
  }
  return noun;
}
