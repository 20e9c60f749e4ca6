import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { group } from '../../group.ts';
import { approveCommand } from './approve.ts';
import { resumeCommand, roleCommand, shrinkCommand } from './change.ts';
import { listCommand } from './list.ts';
import { requestCommand } from './request.ts';
import { revokeCommand, suspendCommand } from './remove.ts';

export function deviceCommand(context: Context): Command {
  return group(context, 'device', "Enrol your person's computers, list, change and remove them.", [
    requestCommand,
    approveCommand,
    listCommand,
    roleCommand,
    suspendCommand,
    resumeCommand,
    revokeCommand,
    shrinkCommand,
  ]);
}
