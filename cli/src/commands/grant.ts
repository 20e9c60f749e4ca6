import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { readChoice, readTime } from '../reading.ts';
import { transactionFields } from '../transactions.ts';

interface Options {
  readonly may?: string;
  readonly permission?: string;
  readonly from?: string;
  readonly until?: string;
  readonly via?: string;
}

/** What somebody may who was granted a resource and nothing was said of it. */
const USUAL = { dataset: 'read', port: 'connect', device: 'run', group: 'admin' } as const;
const PERMISSIONS = ['read', 'write', 'admin', 'connect', 'run'] as const;

export function grantCommand(context: Context): Command {
  return command(
    'grant',
    'Let a person, a computer or a group use a dataset, a port, a computer or a group.',
    [
      'meshid grant photos family',
      'meshid grant photos PERSON --may write --until 2030-01-01',
      'meshid grant web guest --from 1h --until 3d',
      'meshid grant photos colleague --via resize      inside jobs of that program only',
    ],
  )
    .argument('<resource>', 'a dataset, port, computer or group: its name or address')
    .argument('<principal>', "a name, a person's address or wallet, a device's key, or a group's address")
    .option(
      '--may <permissions>',
      'read, write (and read), connect, run, admin (all); several with commas (read, connect, run or admin, by the resource)',
    )
    .option('--permission <permission>', 'the same as --may, as it was called before')
    .option('--from <time>', 'a time, or how long from now (at once)')
    .option('--until <time>', 'a time, or how long from now (for ever)')
    .option('--via <program>', 'only inside jobs of this program')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [name = '', principal = ''], options) => {
          const { giveAccess, permissionsWith, resolveProgram, resolveResource } = await sdk();
          const asked = readPermissions(options);
          const notBefore = options.from === undefined ? undefined : readTime(options.from, '--from');
          const until = options.until === undefined ? undefined : readTime(options.until, '--until');
          const meshid = await open();
          const { kind, address: resource } = await resolveResource(meshid, name, flow);
          const permissions = new Set(
            (asked ?? [USUAL[kind]]).flatMap((permission) => [...permissionsWith(permission, kind)]),
          );
          const program = options.via === undefined ? undefined : await resolveProgram(meshid, options.via);
          const { transactions, ...given } = await giveAccess(
            meshid,
            { resource, principal, permissions, notBefore, until, program },
            flow,
          );
          const may = [...permissions];
          output.result(
            {
              ...given,
              // As it was called when there was nothing else to grant.
              ...(kind === 'dataset' ? { dataset: resource } : {}),
              permissions: may,
              ...transactionFields(transactions),
            },
            `${principal} (${given.principal}) may ${may.join(', ')} ${name}.`,
          );
        },
      ),
    );
}

/** @throws MeshidError `input/invalid` */
function readPermissions({ may, permission }: Options): (typeof PERMISSIONS)[number][] | undefined {
  if (may !== undefined && permission !== undefined)
    throw new MeshidError('input/invalid', { what: '--permission', why: 'it is the same as --may' });
  return (may ?? permission)?.split(',').map((word) => readChoice(word.trim(), '--may', PERMISSIONS));
}
