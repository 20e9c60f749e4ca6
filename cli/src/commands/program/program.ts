import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { closeCommand, retireCommand } from './end.ts';
import { listCommand } from './list.ts';
import { publishCommand } from './publish.ts';

export function programCommand(context: Context): Command {
  return group(context, 'program', 'Publish programs, through which grants can be limited.', [
    publishCommand,
    listCommand,
    retireCommand,
    closeCommand,
  ]);
}
