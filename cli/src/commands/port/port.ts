import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { closeCommand, unshareCommand } from './end.ts';
import { listCommand } from './list.ts';
import { shareCommand } from './share.ts';

export function portCommand(context: Context): Command {
  return group(context, 'port', "Share application ports of your person's computers.", [
    shareCommand,
    listCommand,
    unshareCommand,
    closeCommand,
  ]);
}
