import type * as Sdk from '@meshid/sdk';
import type { Command } from 'commander';
import { action, command } from './command.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { transactionFields } from './transactions.ts';

/** A command that ends, or closes, one thing of the register for ever. */
export interface Ending<Id extends string> {
  readonly verb: string;
  /** The argument, and its field in JSON. */
  readonly noun: string;
  readonly description: string;
  readonly example: string;
  /** What the user is asked; the thing's id stands for $. */
  readonly question: string;
  /** What is said when it is done. */
  readonly done: string;
  readonly find: (sdk: typeof Sdk, meshid: Sdk.Meshid, text: string, flow: Sdk.FlowOptions) => Promise<Id>;
  readonly end: (sdk: typeof Sdk, meshid: Sdk.Meshid, id: Id, flow: Sdk.FlowOptions) => Promise<Sdk.Changed>;
}

export function endingCommand<Id extends string>(context: Context, ending: Ending<Id>): Command {
  const { verb, noun, description, example } = ending;
  return command(verb, description, [example, `${example} --yes`])
    .argument(`<${noun}>`, 'its name or address')
    .option('--yes', 'do not ask')
    .action(
      action<{ yes?: boolean }>(context, async (running, [text = ''], { yes }) => {
        const { output, options: flow } = running;
        const sdk = await running.sdk();
        const meshid = await running.open();
        const id = await ending.find(sdk, meshid, text, flow);
        if (!(await confirm(context, ending.question.replace('$', id), yes))) {
          output.result({ [noun]: id, changed: false, ...transactionFields([]) }, 'Nothing was changed.');
          return;
        }
        const { transactions } = await ending.end(sdk, meshid, id, flow);
        output.result(
          { [noun]: id, changed: true, ...transactionFields(transactions) },
          `${id} ${ending.done}`,
        );
      }),
    );
}
