import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatBytes, readWhole } from '../../reading.ts';

interface Options {
  readonly keep?: string;
  readonly dryRun?: boolean;
}

export function gcCommand(context: Context): Command {
  return command(
    'gc',
    'Remove blocks of a dataset from this computer that no version needs, or with --keep none of the newest versions.',
    ['meshid dataset gc photos', 'meshid dataset gc photos --keep 3 --dry-run'],
  )
    .argument('<dataset>', 'its name or address')
    .option('--keep <number>', 'how many of the newest versions stay (all that are here)')
    .option('--dry-run', 'only tell what would be removed')
    .action(
      action<Options>(context, async (running, [name = ''], { keep: text, dryRun = false }) => {
        const { open, output, options: flow } = running;
        const sdk = await running.sdk();
        const keep =
          text === undefined
            ? undefined
            : readWhole(text, '--keep', { least: 1, most: Number.MAX_SAFE_INTEGER });
        const meshid = await open();
        const dataset = await sdk.resolveDataset(meshid, name, flow);
        const { versions, kept, removed, removedBytes } = await sdk.collectDataset(
          meshid,
          { dataset, keep, dryRun },
          flow,
        );
        const would = dryRun ? 'would be' : 'are';
        output.result(
          { dataset, versions: versions.map(Number), kept, removed, removedBytes, dryRun },
          `${removed} blocks, ${formatBytes(removedBytes)}, ${would} removed; ${kept} stay, with version${versions.length === 1 ? '' : 's'} ${versions.join(', ')}.`,
        );
      }),
    );
}
