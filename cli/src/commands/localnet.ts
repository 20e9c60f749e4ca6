import type { Command } from 'commander';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { runService } from '../service.ts';

interface Options {
  readonly port: string;
  readonly ledger?: string;
  readonly slotMs?: string;
  readonly faults?: boolean;
}

export function localnetCommand(context: Context): Command {
  return command(
    'localnet',
    'Run a local Solana chain with the meshid program on it, for development and tests.',
    ['meshid localnet', 'meshid localnet --port 8899 --ledger ./ledger'],
  )
    .option('--port <number>', 'where to listen, on loopback; 0 for any free one', '8899')
    .option('--ledger <folder>', 'keep the chain in this folder; otherwise it is gone when this ends')
    .option('--slot-ms <number>', 'how long a slot lasts')
    .option('--faults', 'let tests drop, delay and fork')
    .action(
      action<Options>(context, async (running, _args, { port, ledger, slotMs, faults }) =>
        runService(
          '@meshid/localnet',
          [
            ...['--port', port],
            ...(ledger === undefined ? [] : ['--ledger', ledger]),
            ...(slotMs === undefined ? [] : ['--slot-ms', slotMs]),
            ...(faults === true ? ['--faults'] : []),
          ],
          running,
        ),
      ),
    );
}
