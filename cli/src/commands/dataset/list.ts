import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';

export function listCommand(context: Context): Command {
  return command('list', 'Your datasets, and those that were granted to you.', [
    'meshid dataset list',
  ]).action(
    action(context, async ({ sdk, open, output, options: flow }) => {
      const { listDatasets } = await sdk();
      const datasets = await listDatasets(await open(), flow);
      const lines = datasets.map(
        ({ dataset, label = '?', owned, sequence }) =>
          `${dataset.padEnd(46)}${label.padEnd(20)}version ${sequence}${owned ? '' : '  (granted)'}`,
      );
      output.result(
        {
          datasets: datasets.map(({ sequence, epoch, ...rest }) => ({
            ...rest,
            sequence: Number(sequence),
            epoch: Number(epoch),
          })),
        },
        lines.length === 0 ? 'There is none.' : lines.join('\n'),
      );
    }),
  );
}
