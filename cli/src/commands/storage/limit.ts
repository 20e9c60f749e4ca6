import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatBytes, readBytes } from '../../reading.ts';
import { makeRoom } from '../../room.ts';

export function limitCommand(context: Context): Command {
  return command(
    'limit',
    'Let blocks take at most so much: above it, those go that another of your computers, or of the owner, keeps without a limit.',
    ['meshid storage limit 20GiB', 'meshid storage limit none      this computer keeps all that it has'],
  )
    .argument('<size>', 'like 500MB or 20GiB, or none')
    .action(
      action(context, async (running, [size = '']) => {
        const limitBytes = size === 'none' ? undefined : readBytes(size, 'size');
        const meshid = await running.open();
        await meshid.home.storageLimit.set(limitBytes);
        running.output.result(
          { limitBytes: limitBytes ?? null },
          limitBytes === undefined
            ? 'There is no limit: this computer keeps all that it has, and others may count on it.'
            : `Blocks take at most ${formatBytes(limitBytes)} on this computer, and no other counts on it.`,
        );
        await makeRoom(running, { sdk: await running.sdk(), meshid });
      }),
    );
}
