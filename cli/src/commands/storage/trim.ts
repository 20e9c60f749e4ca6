import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatBytes } from '../../reading.ts';
import { roomLines } from '../../room.ts';

export function trimCommand(context: Context): Command {
  return command('trim', 'Keep the limit now; a node does so by itself, as does what fetches or publishes.', [
    'meshid storage trim',
    'meshid storage trim --dry-run',
  ])
    .option('--dry-run', 'only tell what would go')
    .action(
      action<{ dryRun?: boolean }>(context, async (running, _args, { dryRun = false }) => {
        const { sdk, open, output, options: flow } = running;
        const meshid = await open();
        const room = await (await sdk()).makeRoom(meshid, { dryRun }, flow);
        const { limitBytes, bytes = 0, removed, removedBytes, kept } = room;
        const none =
          limitBytes === undefined
            ? 'There is no limit.'
            : `Blocks take ${formatBytes(bytes)}: nothing has to go.`;
        const would = `${removed} blocks, ${formatBytes(removedBytes)}, would be on other computers only.`;
        const lines =
          dryRun && removed > 0 ? [would, ...roomLines({ ...room, removed: 0 })] : roomLines(room);
        output.result(
          { limitBytes: limitBytes ?? null, removed, removedBytes, bytes: room.bytes, kept, dryRun },
          lines.length === 0 ? none : lines.join('\n'),
        );
      }),
    );
}
