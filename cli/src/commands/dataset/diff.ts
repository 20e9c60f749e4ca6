import type { Change } from '@meshid/sdk';
import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { openDataset, type PeerOptions, withPeerOptions } from '../../peers.ts';
import { readVersion } from '../../reading.ts';
import { shown } from '../../shown.ts';

const MARKS: Record<Change['change'], string> = {
  added: '+',
  removed: '-',
  content: 'M',
  kind: 'T',
  attributes: 'm',
};

export function diffCommand(context: Context): Command {
  const diff = command('diff', 'What differs between two versions of a dataset.', [
    'meshid dataset diff photos              what the newest version changed',
    'meshid dataset diff photos 3 5',
    'meshid dataset diff photos 3            from version 3 to the newest',
  ])
    .argument('<dataset>', 'its name or address')
    .argument('[before]', 'a version (the one before the other)')
    .argument('[after]', 'a version (the newest)');
  return withPeerOptions(diff).action(
    action<PeerOptions>(context, async (running, [name = '', before, after], options) => {
      const { output, options: flow } = running;
      const between = { before: readVersion(before, 'before'), after: readVersion(after, 'after') };
      const { sdk, meshid, dataset, choice } = await openDataset(running, name, options);
      const found = await sdk.diffVersions(meshid, { dataset, ...between, ...choice }, flow);
      const changes = found.changes.map(({ path, change, before: one, after: other }) => ({
        ...{ path, change, before: sizeOf(one), after: sizeOf(other) },
      }));
      output.result(
        { dataset, before: Number(found.before), after: Number(found.after), changes },
        changes.length === 0
          ? `Versions ${found.before} and ${found.after} are equal.`
          : changes
              .map(({ path, change }) => `${MARKS[change]} ${path === '' ? '.' : shown(path)}`)
              .join('\n'),
      );
    }),
  );
}

/** Kind, and for a file its bytes; nothing for what is not there. */
function sizeOf(entry: Change['before']): { kind: string; bytes?: number } | undefined {
  if (entry === undefined) return undefined;
  return { kind: entry.kind, ...(entry.kind === 'file' ? { bytes: entry.size } : {}) };
}
