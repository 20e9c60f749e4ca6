import type { FollowedAnswer } from '@meshid/sdk';
import { isMeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { EndedWith, STATUS } from '../exit-status.ts';
import { readNumber } from '../reading.ts';

interface Options {
  readonly peer?: string;
  readonly follow?: boolean;
  readonly interval: string;
}

export function blockCommand(context: Context): Command {
  return command('block', 'Ask one computer for one raw block of a dataset, and show its answer.', [
    'meshid block DATASET CID --peer /ip4/127.0.0.1/tcp/4001/p2p/12D3…',
    'meshid block DATASET CID --follow --interval 100 --json',
  ])
    .argument('<dataset>', 'its name or address')
    .argument('<cid>', 'the block')
    .option('--peer <multiaddr>', 'whom to ask; otherwise the owner')
    .option('--follow', 'ask again on the same stream until it is cut')
    .option('--interval <ms>', 'between an answer and the next request', '1000')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [name = '', text = ''], { peer, follow, interval }) => {
          const { askAgainForBlock, askForBlock, parseCid, parseDatasetId } = await sdk();
          const cid = parseCid(text);
          const intervalMs = readNumber(interval, '--interval', { least: 1, most: 55_000 });
          const meshid = await open();
          const input = {
            dataset: parseDatasetId(await meshid.home.names.resolve(name)),
            cid,
            ...(peer === undefined ? {} : { peers: [peer] }),
          };
          if (follow !== true) {
            const answer = await askForBlock(meshid, input, flow);
            output.result(
              { ...fieldsOf(answer), frames: [Buffer.from(answer.frame).toString('hex')] },
              textOf(answer),
            );
            if (answer.answer.kind === 'refused') throw new EndedWith(STATUS.refused);
            return;
          }
          try {
            for await (const answer of askAgainForBlock(meshid, { ...input, intervalMs }, flow)) {
              output.result(fieldsOf(answer), textOf(answer));
              if (answer.answer.kind === 'refused') throw new EndedWith(STATUS.refused);
            }
          } catch (error) {
            if (!isMeshidError(error, 'exchange/cut')) throw error;
            output.result({ cut: true, at: Date.now(), reason: error.message }, `cut: ${error.message}`);
            throw new EndedWith(STATUS.refused);
          }
        },
      ),
    );
}

function fieldsOf({ answer, frame, at, ms }: FollowedAnswer): Readonly<Record<string, unknown>> {
  return { answer: answer.kind, bytes: frame.length, at, ms };
}

function textOf({ answer, frame, ms }: FollowedAnswer): string {
  return `${answer.kind}: ${frame.length} bytes after ${ms.toFixed(1)} ms`;
}
