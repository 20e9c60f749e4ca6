import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { PHRASE_FILE, readPhrase } from '../../phrase.ts';
import { isoTime } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly phraseFile?: string;
  readonly to?: string;
}

export function startCommand(context: Context): Command {
  return command('start', 'Begin to take a person over with its recovery phrase.', [
    'meshid init --successor                 a home with a new wallet and a computer',
    'meshid recovery start PERSON',
    'meshid recovery start PERSON --to WALLET --phrase-file words.txt',
  ])
    .argument('<person>', "a name, a person's address or wallet")
    .option('--to <wallet>', "the new authority (this home's wallet)")
    .option(PHRASE_FILE, 'the 24 words; otherwise they are asked for')
    .action(
      action<Options>(
        context,
        async ({ sdk, open, output, options: flow }, [text = ''], { phraseFile, to }) => {
          const { getPerson, recoveryKeys, startRecovery } = await sdk();
          const keys = recoveryKeys(await readPhrase(context, phraseFile));
          const meshid = await open();
          const { address: person } = await getPerson(meshid, text);
          const newAuthority = to === undefined ? undefined : await meshid.home.names.resolve(to);
          const started = await startRecovery(meshid, { person, keys, newAuthority }, flow);
          const at = isoTime(started.finishableAt);
          output.result(
            { person, finishableAt: at, ...transactionFields(started.transactions) },
            `Unless it is cancelled, "meshid recovery finish ${person}" takes it over from ${at ?? 'now'} on.`,
          );
        },
      ),
    );
}
