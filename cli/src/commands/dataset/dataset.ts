import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { createCommand } from './create.ts';
import { closeCommand, retireCommand } from './end.ts';
import { listCommand } from './list.ts';
import { logCommand } from './log.ts';
import { publishCommand } from './publish.ts';
import { transferCommand } from './transfer.ts';

export function datasetCommand(context: Context): Command {
  return group(
    context,
    'dataset',
    'Make datasets, publish folders into them, list them and their versions, transfer and end them.',
    [createCommand, publishCommand, listCommand, logCommand, transferCommand, retireCommand, closeCommand],
  );
}
