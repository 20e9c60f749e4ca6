import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readTime } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly until: string;
  readonly withdraw?: boolean;
}

export function proposeCommand(context: Context): Command {
  return command('propose', 'Offer your person to another wallet, which has to accept it.', [
    'meshid person propose WALLET --until 7d',
    'meshid person propose --withdraw',
  ])
    .argument('[wallet]', 'its address, or its name here')
    .option('--until <time>', 'a time, or how long from now, at most 30 days', '1d')
    .option('--withdraw', 'take back what was proposed')
    .action(
      action<Options>(context, async ({ sdk, open, output, options: flow }, [text], { until, withdraw }) => {
        if ((text === undefined) === (withdraw !== true))
          throw new MeshidError('input/invalid', { what: 'proposal', why: 'name a wallet, or --withdraw' });
        const { proposeAuthority } = await sdk();
        const meshid = await open();
        if (text === undefined) {
          const { transactions } = await proposeAuthority(meshid, undefined, flow);
          output.result({ ...transactionFields(transactions) }, 'Nothing is proposed any more.');
          return;
        }
        const ends = readTime(until, '--until');
        const wallet = await meshid.home.names.resolve(text);
        const { transactions } = await proposeAuthority(meshid, { wallet, until: ends }, flow);
        output.result(
          { wallet, until: ends.toISOString(), ...transactionFields(transactions) },
          `${wallet} may accept until ${ends.toISOString()}; until then nothing changes.`,
        );
      }),
    );
}
