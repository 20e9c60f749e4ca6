import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { exportCommand, importCommand } from './car.ts';
import { createCommand } from './create.ts';
import { diffCommand } from './diff.ts';
import { closeCommand, retireCommand } from './end.ts';
import { gcCommand } from './gc.ts';
import { listCommand } from './list.ts';
import { logCommand } from './log.ts';
import { publishCommand } from './publish.ts';
import { restoreCommand } from './restore.ts';
import { transferCommand } from './transfer.ts';
import { verifyCommand } from './verify.ts';

export function datasetCommand(context: Context): Command {
  return group(
    context,
    'dataset',
    'Make datasets, publish folders into them, go through their versions, look after their blocks, transfer and end them.',
    [
      ...[createCommand, publishCommand, listCommand, logCommand, diffCommand, restoreCommand],
      ...[verifyCommand, gcCommand, exportCommand, importCommand],
      ...[transferCommand, retireCommand, closeCommand],
    ],
  );
}
