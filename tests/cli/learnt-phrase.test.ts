import { recoveryKeys, recoveryOf } from '@meshid/sdk';
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { run } from '../../cli/src/program.ts';
import type { Fields } from './world.ts';
import { World } from './world.ts';

interface Typed {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The words that were shown, once for each time. */
  readonly shown: readonly string[][];
}

/** Runs a command line at a terminal, where somebody answers each question; nothing ends the input. */
async function atTerminal(
  args: readonly string[],
  answer: (question: string, words: readonly string[]) => string | undefined,
): Promise<Typed> {
  let [stdout, stderr] = ['', ''];
  const shown: string[][] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const hear = (text: string): void => {
    stderr += text;
    const listed = [...text.matchAll(/(\d+) ([a-z]+)/g)].map(([, at, word = '']) => ({
      at: Number(at),
      word,
    }));
    if (listed.length > 24)
      shown.push(
        listed
          .filter(({ word }) => word !== 'words')
          .sort((a, b) => a.at - b.at)
          .map(({ word }) => word),
      );
    if (!/(: |\. )$/.test(text)) return;
    const line = answer(text, shown.at(-1) ?? []);
    if (line === undefined) stdin.end();
    else stdin.write(`${line}\n`);
  };
  const status = await run(args, {
    environment: process.env,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: hear },
    stdin,
    signal: new AbortController().signal,
  });
  return { status, stdout, stderr, shown };
}

function right(question: string, words: readonly string[]): string {
  const [, at] = /^Word (\d+): $/.exec(question) ?? [];
  return at === undefined ? '' : (words[Number(at) - 1] ?? '');
}

describe('the words of a new recovery phrase', () => {
  let world: World;

  before(async () => {
    world = await World.create({ here: true });
  });

  after(async () => {
    await world[Symbol.asyncDispose]();
  });

  const init = (home: string): string[] => [
    'init',
    ...world.places,
    ...['--airdrop', '10', '--name', home, '--home', world.path(home)],
  ];
  const authority = async (home: string): Promise<unknown> =>
    ((await world.in(home, 'recovery', 'show'))['recovery'] as Fields | undefined)?.['authority'];

  it('are shown when a computer is made, and asked back before the chain hears of them', async () => {
    const { status, stdout, stderr, shown } = await atTerminal(init('desk'), right);
    assert.equal(status, 0, stderr);
    const [words = []] = shown;
    assert.equal(words.length, 24);
    assert.equal(stderr.match(/Word \d+: /g)?.length, 3);
    const keys = recoveryKeys(words.join(' '));
    assert.equal(await authority('desk'), recoveryOf(keys, 1n).authority);
    for (const word of new Set(words)) assert.doesNotMatch(stdout, new RegExp(`\\b\\d+ ${word}\\b`));
  });

  it('are shown again when one comes back wrong', async () => {
    let asked = 0;
    const { status, stderr, shown } = await atTerminal(init('laptop'), (question, words) =>
      question.startsWith('Word ') && asked++ === 1 ? 'wrong' : right(question, words),
    );
    assert.equal(status, 0, stderr);
    assert.equal(shown.length, 2);
    assert.deepEqual(shown[0], shown[1]);
    assert.match(stderr, /That is not word \d+\. Here they are again\./);
    assert.notEqual(await authority('laptop'), undefined);
  });

  it('set nothing when nobody gives them back, and the computer is made all the same', async () => {
    const { status, stderr } = await atTerminal(init('phone'), (question) =>
      question.startsWith('Word ') ? undefined : '',
    );
    assert.equal(status, 1);
    assert.match(stderr, /no recovery was set; set one with "meshid recovery set"\n$/);
    assert.equal(await authority('phone'), undefined);

    const set = await atTerminal(['recovery', 'set', '--home', world.path('phone')], right);
    assert.equal(set.status, 0, set.stderr);
    assert.equal(
      await authority('phone'),
      recoveryOf(recoveryKeys((set.shown[0] ?? []).join(' ')), 1n).authority,
    );
  });

  it('are made for a wallet too, which is on no computer', async () => {
    const { status, stderr } = await atTerminal([...init('card'), '--wallet-only'], right);
    assert.equal(status, 0, stderr);
    assert.notEqual(await authority('card'), undefined);
  });

  it('are not made where nobody can be asked, which is told, or where nobody wants them', async () => {
    const { status, stderr } = await world.plain(...init('server'));
    assert.equal(status, 0, stderr);
    assert.match(stderr, /No recovery is set: .* meshid recovery set\n/);
    assert.equal(await authority('server'), undefined);
    const without = await atTerminal([...init('other'), '--no-recovery'], right);
    assert.deepEqual([without.status, without.stderr], [0, '']);
  });
});
