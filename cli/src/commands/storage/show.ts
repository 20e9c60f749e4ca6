import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { formatBytes } from '../../reading.ts';
import { table } from '../../table.ts';

export function showCommand(context: Context): Command {
  return command('show', 'What the blocks of each dataset take, and the limit.', [
    'meshid storage',
    'meshid storage show --json',
  ]).action(
    action(context, async ({ sdk, open, output, options: flow }) => {
      const { listDatasets, listStored, orNothing } = await sdk();
      const meshid = await open();
      const { limitBytes, bytes, datasets } = await listStored(meshid);
      // Names are for people; what is on the disk is told without the chain too.
      const listed = (await orNothing(async () => listDatasets(meshid, flow))) ?? [];
      const labels = new Map(listed.map(({ dataset, label }) => [dataset, label]));
      const rows = datasets.map((one) => [
        one.dataset,
        labels.get(one.dataset) ?? '',
        formatBytes(one.bytes),
      ]);
      const limit = limitBytes === undefined ? 'no limit' : `at most ${formatBytes(limitBytes)}`;
      output.result(
        { limitBytes: limitBytes ?? null, bytes, datasets },
        [
          ...(rows.length === 0 ? [] : [await table(['dataset', 'name', 'blocks'], rows)]),
          `${formatBytes(bytes)} in all, ${limit}`,
        ].join('\n'),
      );
    }),
  );
}
