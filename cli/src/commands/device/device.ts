import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { approveCommand } from './approve.ts';
import { listCommand } from './list.ts';
import { requestCommand } from './request.ts';
import { revokeCommand, suspendCommand } from './remove.ts';

export function deviceCommand(context: Context): Command {
  return group(context, 'device', "Enrol your person's computers, list and remove them.", [
    requestCommand,
    approveCommand,
    listCommand,
    suspendCommand,
    revokeCommand,
  ]);
}
