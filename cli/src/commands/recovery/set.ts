import type { Command } from 'commander';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { PHRASE_FILE, readPhrase, RECOVERY_DELAY, teachPhrase } from '../../phrase.ts';
import { isoTime, readDuration } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly delay: string;
  readonly phraseFile?: string;
  readonly remove?: boolean;
}

export function setCommand(context: Context): Command {
  return command('set', 'Make a phrase of 24 words that can take your person over, after a delay.', [
    'meshid recovery set',
    'meshid recovery set --delay 30d --phrase-file words.txt',
    'meshid recovery set --remove',
  ])
    .option('--delay <duration>', 'between the start of a recovery and its end, 1h to 365d', RECOVERY_DELAY)
    .option(
      PHRASE_FILE,
      'take the 24 words of this file; otherwise new ones are made, shown once, and on a terminal asked back',
    )
    .option('--remove', 'end the recovery, one delay from now')
    .action(
      action<Options>(context, async ({ sdk, open, output, options: flow }, _args, options) => {
        const { createRecoveryPhrase, recoveryKeys, recoveryOf, removeRecovery, setRecovery } = await sdk();
        const delay = BigInt(Math.floor(readDuration(options.delay, '--delay')));
        const meshid = await open();
        if (options.remove === true) {
          const { transactions } = await removeRecovery(meshid, flow);
          const removed = transactions.length > 0;
          output.result(
            { removed, ...transactionFields(transactions) },
            removed
              ? 'The recovery ends when its delay has passed; "meshid recovery show" tells when.'
              : 'There is no recovery to end.',
          );
          return;
        }
        const phrase =
          options.phraseFile === undefined
            ? createRecoveryPhrase()
            : await readPhrase(context, options.phraseFile);
        const recovery = recoveryOf(recoveryKeys(phrase), delay);
        // Before the chain hears of it: a phrase that nobody has seen would be a recovery that nobody can use.
        if (options.phraseFile === undefined && context.stdin.isTTY === true && !output.json)
          await teachPhrase(context, phrase);
        else if (options.phraseFile === undefined)
          output.result(
            { phrase },
            `${phrase}\n\nWrite these words down, and keep them where neither a thief nor a fire gets them. They are not shown again.\n`,
          );
        const { effectiveAt, transactions } = await setRecovery(meshid, recovery, flow);
        const at = isoTime(effectiveAt);
        output.result(
          { authority: recovery.authority, effectiveAt: at, ...transactionFields(transactions) },
          at === undefined ? 'The recovery is set.' : `The recovery is changed from ${at} on.`,
        );
      }),
    );
}
