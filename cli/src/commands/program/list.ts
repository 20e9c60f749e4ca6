import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { isoTime } from '../../reading.ts';
import { table } from '../../table.ts';

export function listCommand(context: Context): Command {
  return command('list', 'The programs of your person, or of another one.', [
    'meshid program list',
    'meshid program list --person friend',
  ])
    .option('--person <person>', "a name, a person's address or wallet")
    .action(
      action<{ person?: string }>(context, async ({ sdk, open, output }, _args, { person }) => {
        const { getPerson, listPrograms } = await sdk();
        const meshid = await open();
        const { address: owner } = await getPerson(meshid, person);
        const programs = (await listPrograms(meshid, { owner })).map(
          ({ address, slug, class: kind, bundleVersion, bundleDigest, status, endedAt }) => ({
            ...{ program: address, name: slug, class: kind, bundleVersion: Number(bundleVersion) },
            ...{ digest: Buffer.from(bundleDigest).toString('hex'), status, endedAt: isoTime(endedAt) },
          }),
        );
        const rows = programs.map(({ program, name = '', class: kind, bundleVersion, status }) => [
          ...[program, name, kind, String(bundleVersion), status],
        ]);
        output.result(
          { owner, programs },
          await table(['program', 'public name', 'class', 'version', 'status'], rows),
        );
      }),
    );
}
