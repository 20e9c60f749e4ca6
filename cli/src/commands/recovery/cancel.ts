import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { PHRASE_FILE, readPhrase } from '../../phrase.ts';
import { transactionFields } from '../../transactions.ts';

export function cancelCommand(context: Context): Command {
  return command(
    'cancel',
    'End a recovery that runs: by wallet and computer of this home, or by the phrase.',
    ['meshid recovery cancel', 'meshid recovery cancel PERSON --phrase-file words.txt'],
  )
    .argument('[person]', "a name, a person's address or wallet (this home's)")
    .option(PHRASE_FILE, "cancel with the phrase's 24 words instead")
    .action(
      action<{ phraseFile?: string }>(
        context,
        async ({ sdk, open, output, options: flow }, [text], { phraseFile }) => {
          const { cancelRecovery, getPerson, recoveryKeys } = await sdk();
          const keys =
            phraseFile === undefined ? {} : { keys: recoveryKeys(await readPhrase(context, phraseFile)) };
          const meshid = await open();
          const { address: person } = await getPerson(meshid, text);
          const { transactions } = await cancelRecovery(meshid, { person, ...keys }, flow);
          output.result(
            { person, ...transactionFields(transactions) },
            `The recovery of ${person} is cancelled. Whoever started it knows the phrase: was it you?`,
          );
        },
      ),
    );
}
