import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { dropCommand } from './drop.ts';
import { limitCommand } from './limit.ts';
import { showCommand } from './show.ts';
import { trimCommand } from './trim.ts';

export function storageCommand(context: Context): Command {
  return group(
    context,
    'storage',
    "What datasets' blocks take on this computer, and may take.",
    [showCommand, limitCommand, trimCommand, dropCommand],
    'show',
  );
}
