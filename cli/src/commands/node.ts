import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { readNumber } from '../reading.ts';
import { roomLines } from '../room.ts';

interface Options {
  readonly listen?: string[];
  readonly peer?: string[];
  readonly maxStaleness: string;
  readonly poll: string;
  readonly parentPid?: string;
}

const PARENT_POLL_MS = 500;

export function nodeCommand(context: Context): Command {
  return command('node', "Serve this computer's datasets to those who may read them.", [
    'meshid node',
    'meshid node --listen /ip4/0.0.0.0/tcp/4001',
  ])
    .option('--listen <multiaddr...>', 'where to listen (loopback, a free port)')
    .option('--peer <multiaddr...>', 'computers to remember for when the index is away')
    .option('--max-staleness <seconds>', 'what is known of the register for longer than this refuses', '30')
    .option('--poll <seconds>', 'how often open transfers are looked at again', '2')
    .option('--parent-pid <pid>', 'end when that process has ended')
    .action(
      action<Options>(context, async ({ sdk, open, output, homeDirectory }, _args, options) => {
        const { isRunning, keepWithinLimit, startNode } = await sdk();
        const seconds = { least: 0.05, most: 86_400 };
        const maxStalenessMs = readNumber(options.maxStaleness, '--max-staleness', seconds) * 1000;
        const pollMs = readNumber(options.poll, '--poll', seconds) * 1000;
        const parent =
          options.parentPid === undefined
            ? undefined
            : readNumber(options.parentPid, '--parent-pid', { least: 1, most: 2 ** 31 });
        const ended = ending(context.signal, () => parent === undefined || isRunning(parent));
        const meshid = await open();
        await using node = await startNode(meshid, {
          listen: options.listen,
          peers: options.peer,
          maxStalenessMs,
          pollMs,
          onEvent: ({ event, device, dataset, why, ...rest }) =>
            output.result(
              { event, device, dataset, why, ...rest, at: new Date().toISOString() },
              [
                event,
                device,
                dataset && `dataset ${dataset}`,
                rest.bytes && `${rest.bytes} bytes`,
                why && `(${why})`,
              ]
                .filter((part) => part !== undefined && part !== 0)
                .join(' '),
            ),
        }).catch((error: unknown) => {
          throw listenError(error);
        });
        const running = join(await homeDirectory(), 'run', 'node.json');
        await mkdir(dirname(running), { recursive: true, mode: 0o700 });
        const { device, addresses } = node;
        await writeFile(running, JSON.stringify({ version: 1, pid: process.pid, device, addresses }), {
          mode: 0o600,
        });
        output.result(
          { ready: true, device, addresses, pid: process.pid },
          `This is ${device}, at\n${addresses.map((address) => `  ${address}`).join('\n')}`,
        );
        const over = new AbortController();
        const keeping = keepWithinLimit(meshid, {
          signal: AbortSignal.any([context.signal, over.signal]),
          onRoom: (room) => output.result({ event: 'room', ...room }, roomLines(room).join('\n')),
          onTrouble: (why) => output.result({ event: 'no-room', why }, `no room (${why})`),
        });
        await ended;
        over.abort();
        await keeping;
        await rm(running, { force: true });
      }),
    );
}

/** Resolves when the process is asked to end: by a signal, or by its parent's end. */
async function ending(signal: AbortSignal, hasParent: () => boolean): Promise<void> {
  if (signal.aborted) return;
  const over = new AbortController();
  const timer = setInterval(() => {
    if (!hasParent()) over.abort();
  }, PARENT_POLL_MS);
  const either = AbortSignal.any([signal, over.signal]);
  await once(either, 'abort');
  clearInterval(timer);
}

function listenError(error: unknown): unknown {
  if (!(error instanceof Error) || !/listen|EADDR|multiaddr/i.test(`${error.name} ${error.message}`))
    return error;
  if (error instanceof MeshidError) return error;
  return new MeshidError('input/invalid', { what: '--listen', why: error.message }, { cause: error });
}
