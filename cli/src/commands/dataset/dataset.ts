import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { createCommand } from './create.ts';
import { listCommand } from './list.ts';
import { publishCommand } from './publish.ts';

export function datasetCommand(context: Context): Command {
  return group(context, 'dataset', 'Make datasets, publish folders into them, list them.', [
    createCommand,
    publishCommand,
    listCommand,
  ]);
}
