import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Context } from '../../context.ts';
import { formatBytes } from '../../reading.ts';
import { WHY_KEPT } from '../../room.ts';

interface Options {
  readonly onlyCopies?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function dropCommand(context: Context): Command {
  return command(
    'drop',
    "Let go of a dataset's blocks on this computer, those that another of your computers, or of the owner, keeps without a limit.",
    [
      'meshid storage drop photos',
      'meshid storage drop photos --only-copies   everything, kept elsewhere or not',
    ],
  )
    .argument('<dataset>', 'its name or address')
    .option('--only-copies', 'also what no other computer is known to keep, and what you can no longer read')
    .option('--dry-run', 'only tell what would go')
    .option('-y, --yes', 'do not ask before --only-copies')
    .action(
      action<Options>(context, async (running, [name = ''], { onlyCopies = false, dryRun = false, yes }) => {
        const { open, output, options: flow } = running;
        const sdk = await running.sdk();
        const meshid = await open();
        const dataset = await sdk.resolveDataset(meshid, name, flow);
        const question = `Remove every block of ${name} here? What no other computer keeps is lost for ever.`;
        if (onlyCopies && !dryRun && !(await confirm(context, question, yes))) return;
        const dropped = await sdk.dropDataset(meshid, { dataset, onlyCopies, dryRun }, flow);
        const { removed, removedBytes, leftBytes, why } = dropped;
        const go = dryRun ? 'would go' : 'are gone from this computer';
        output.result(
          { dataset, removed, removedBytes, leftBytes, why: why ?? null, dryRun },
          [
            `${removed} blocks, ${formatBytes(removedBytes)}, ${go}; ${formatBytes(leftBytes)} stay.`,
            ...(why === undefined
              ? []
              : [`The rest stays, because ${WHY_KEPT[why]}: --only-copies removes it all the same.`]),
          ].join('\n'),
        );
      }),
    );
}
