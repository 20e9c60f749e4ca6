import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { acceptCommand } from './accept.ts';
import { proposeCommand } from './propose.ts';
import { retireCommand } from './retire.ts';
import { showCommand } from './show.ts';

export function personCommand(context: Context): Command {
  return group(context, 'person', 'Look at a person, hand it to another wallet, or end it.', [
    showCommand,
    proposeCommand,
    acceptCommand,
    retireCommand,
  ]);
}
