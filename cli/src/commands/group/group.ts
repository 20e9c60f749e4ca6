import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { addCommand } from './add.ts';
import { createCommand } from './create.ts';
import { closeCommand, retireCommand } from './end.ts';
import { listCommand } from './list.ts';
import { removeCommand } from './remove.ts';
import { rotateCommand } from './rotate.ts';
import { showCommand } from './show.ts';

export function groupCommand(context: Context): Command {
  return group(context, 'group', 'Grant to many at once: make groups, and choose who is in them.', [
    createCommand,
    listCommand,
    showCommand,
    addCommand,
    removeCommand,
    rotateCommand,
    retireCommand,
    closeCommand,
  ]);
}
