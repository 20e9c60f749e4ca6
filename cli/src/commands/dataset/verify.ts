import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { openDataset, type PeerOptions, withPeerOptions } from '../../peers.ts';
import { formatBytes } from '../../reading.ts';

const WORDS = {
  whole: 'whole',
  elsewhere: 'whole with what other computers keep',
  broken: 'NOT WHOLE',
  absent: 'not here',
} as const;

interface Options extends PeerOptions {
  readonly all?: boolean;
  readonly repair?: boolean;
}

export function verifyCommand(context: Context): Command {
  const verify = command(
    'verify',
    'Read every block of a dataset that is needed, check it, and decrypt it. Needs no other computer, but to repair.',
    ['meshid dataset verify photos', 'meshid dataset verify photos --all --repair'],
  )
    .argument('<dataset>', 'its name or address')
    .option('--all', 'every version that is here, not the newest alone')
    .option('--repair', 'fetch what is missing or damaged from computers that have it');
  return withPeerOptions(verify).action(
    action<Options>(context, async (running, [name = ''], { all = false, repair = false, ...options }) => {
      const { output, options: flow } = running;
      const { sdk, meshid, dataset, choice } = await openDataset(running, name, options);
      const verified = await sdk.verifyDataset(
        meshid,
        { dataset, all, repair, ...choice },
        {
          ...flow,
          onProgress: ({ blocks, bytes }) =>
            output.progress(`verifying … ${blocks} blocks, ${formatBytes(bytes)}`),
        },
      );
      const { versions, missing, damaged, elsewhere, repaired, blocks, bytes } = verified;
      const told = versions.map(({ sequence, state }) => ({ sequence: Number(sequence), state }));
      const list = told.map(({ sequence, state }) => `version ${sequence}: ${WORDS[state]}`);
      output.result(
        { ...verified, versions: told },
        [
          `${blocks} blocks, ${formatBytes(bytes)}, read and decrypted${repaired === 0 ? '' : `; ${repaired} brought back`}.`,
          ...(elsewhere === 0 ? [] : [`${elsewhere} blocks are on other computers only, to make room here.`]),
          ...list,
          ...damaged.map((cid) => `damaged: ${cid}`),
          ...missing.map((cid) => `missing: ${cid}`),
        ].join('\n'),
      );
      // A script must not take this for well.
      if (missing.length + damaged.length > 0)
        throw new MeshidError('dataset/not-whole', {
          ...{ dataset, missing: missing.length, damaged: damaged.length },
        });
    }),
  );
}
