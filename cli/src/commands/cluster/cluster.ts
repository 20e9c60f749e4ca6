import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { listCommand } from './list.ts';
import { showCommand } from './show.ts';
import { useCommand } from './use.ts';

export function clusterCommand(context: Context): Command {
  return group(
    context,
    'cluster',
    'The Solana cluster that this computer looks at; by itself it shows it.',
    [showCommand, useCommand, listCommand],
    'show',
  );
}
