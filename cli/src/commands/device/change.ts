import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { endingCommand } from '../../ending.ts';
import { readChoice } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

const DEVICE = 'its name, or its key as "meshid device list" shows it';

export function roleCommand(context: Context): Command {
  return command('role', "Make a computer an admin, or a member again. Takes the person's wallet.", [
    'meshid device role laptop admin',
    'meshid device role laptop member',
  ])
    .argument('<device>', DEVICE)
    .argument('<role>', 'member, or admin who may grant and revoke')
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [name = '', text = '']) => {
        const { resolveDevice, setDeviceRole } = await sdk();
        const role = readChoice(text, 'role', ['member', 'admin']);
        const meshid = await open();
        const device = await resolveDevice(meshid, name, flow);
        const { transactions } = await setDeviceRole(meshid, { device, role }, flow);
        output.result({ device, role, ...transactionFields(transactions) }, `${device} is ${role} now.`);
      }),
    );
}

export function resumeCommand(context: Context): Command {
  return command('resume', "Make a suspended computer active again. Takes the person's wallet.", [
    'meshid device resume laptop',
  ])
    .argument('<device>', DEVICE)
    .action(
      action(context, async ({ sdk, open, output, options: flow }, [name = '']) => {
        const { resolveDevice, resumeDevice } = await sdk();
        const meshid = await open();
        const device = await resolveDevice(meshid, name, flow);
        const { transactions } = await resumeDevice(meshid, { device }, flow);
        output.result({ device, ...transactionFields(transactions) }, `${device} is active again.`);
      }),
    );
}

export function shrinkCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'shrink',
    noun: 'device',
    description:
      "Shrink a revoked computer's account to a tombstone, a day after; most of its rent comes back.",
    example: 'meshid device shrink laptop',
    question: 'Shrink the account of $ to a tombstone, which keeps its key refused?',
    done: 'is a tombstone now.',
    find: ({ resolveDevice }, meshid, text, flow) => resolveDevice(meshid, text, flow),
    end: ({ shrinkDevice }, meshid, device, flow) => shrinkDevice(meshid, { device }, flow),
  });
}
