import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { cancelCommand } from './cancel.ts';
import { finishCommand } from './finish.ts';
import { setCommand } from './set.ts';
import { showCommand } from './show.ts';
import { startCommand } from './start.ts';

export function recoveryCommand(context: Context): Command {
  return group(context, 'recovery', 'Get your person back when its wallet and computers are lost.', [
    setCommand,
    showCommand,
    startCommand,
    cancelCommand,
    finishCommand,
  ]);
}
