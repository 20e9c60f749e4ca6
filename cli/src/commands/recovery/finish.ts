import type { Command } from 'commander';
import { hostname } from 'node:os';
import { action, command } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Context } from '../../context.ts';
import { PHRASE_FILE, readPhrase } from '../../phrase.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly phraseFile?: string;
  readonly name?: string;
  readonly yes?: boolean;
}

export function finishCommand(context: Context): Command {
  return command('finish', "Take a person over when its recovery's delay has passed.", [
    'meshid recovery finish PERSON',
    'meshid recovery finish PERSON --phrase-file words.txt --name desk --yes',
  ])
    .argument('<person>', "a name, a person's address or wallet")
    .option(PHRASE_FILE, 'the 24 words; otherwise they are asked for')
    .option('--name <label>', "this computer's name, sealed for the person")
    .option('--yes', 'do not ask')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [text = ''], { phraseFile, name, yes }) => {
          const { finishRecovery, getPerson, recoveryKeys } = await sdk();
          const meshid = await open();
          const { address: person } = await getPerson(meshid, text);
          if (!(await confirm(context, `Take ${person} over, and void every computer of before?`, yes))) {
            output.result({ person, changed: false, ...transactionFields([]) }, 'Nothing was changed.');
            return;
          }
          const keys = recoveryKeys(await readPhrase(context, phraseFile));
          const deviceName = name ?? hostname().slice(0, 60);
          const { device, transactions } = await finishRecovery(meshid, { person, keys, deviceName }, flow);
          output.result(
            { person, device, changed: true, ...transactionFields(transactions) },
            `${person} is this home's now, and no computer of before is accepted any more.`,
          );
        },
      ),
    );
}
