import { MeshidError } from '@meshid/sdk/errors';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Asking } from './asking.ts';
import type { Context } from './context.ts';

export const PHRASE_FILE = '--phrase-file <file>';
/** Between the start of a recovery and its end, unless told. */
export const RECOVERY_DELAY = '7d';

const WORDS_ASKED = 3;
const COLUMNS = 4;
/** The terminal's other screen, of which nothing can be scrolled back to. */
const OTHER_SCREEN = '\x1b[?1049h\x1b[H';
const OWN_SCREEN = '\x1b[?1049l';

/**
 * The words of a recovery phrase: from a file, or asked for on a terminal. Never from an argument, which others on the machine can see.
 *
 * @throws MeshidError `file/unreadable`, `input/invalid`
 */
export async function readPhrase(context: Context, file: string | undefined): Promise<string> {
  if (file !== undefined) {
    try {
      return await readFile(file, 'utf8');
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'unknown';
      throw new MeshidError('file/unreadable', { path: file, why }, { cause });
    }
  }
  if (context.stdin.isTTY !== true)
    throw new MeshidError('input/invalid', {
      what: 'recovery phrase',
      why: 'it takes --phrase-file where nobody can be asked',
    });
  using asking = new Asking(context);
  return (await asking.ask('The 24 words of the recovery phrase: ')) ?? '';
}

/**
 * Shows a new recovery phrase on a terminal, and asks for some of its words until they come back right: then it is written down.
 *
 * @throws MeshidError `recovery/not-learnt` when the input ends before that
 */
export async function teachPhrase(context: Context, phrase: string): Promise<void> {
  const words = phrase.split(' ');
  using asking = new Asking(context);
  for (;;) {
    await show(asking, context, words);
    const wrong = await askBack(asking, words);
    if (wrong === undefined) return;
    context.stderr.write(`That is not word ${wrong}. Here they are again.\n`);
  }
}

async function show(asking: Asking, { stderr }: Context, words: readonly string[]): Promise<void> {
  const onOtherScreen = stderr.isTTY === true;
  if (onOtherScreen) stderr.write(OTHER_SCREEN);
  try {
    stderr.write(
      `These ${words.length} words get your person back when its wallet and its computers are lost.\nWrite them down, and keep them where neither a thief nor a fire gets them: whoever has them can do the same.\n\n${inColumns(words)}\n\n`,
    );
    answered(await asking.ask('Press Enter when they are written down. '));
  } finally {
    if (onOtherScreen) stderr.write(OWN_SCREEN);
  }
}

/** The number of the first word that came back wrong. */
async function askBack(asking: Asking, words: readonly string[]): Promise<number | undefined> {
  for (const at of someOf(words.length)) {
    const word = answered(await asking.ask(`Word ${at + 1}: `));
    if (word.toLowerCase() !== words[at]) return at + 1;
  }
  return undefined;
}

function answered(answer: string | undefined): string {
  if (answer === undefined) throw new MeshidError('recovery/not-learnt', {});
  return answer;
}

/** Some different places of `count`, in their order. */
function someOf(count: number): number[] {
  const places = new Set<number>();
  while (places.size < WORDS_ASKED) places.add(randomInt(count));
  return [...places].sort((a, b) => a - b);
}

function inColumns(words: readonly string[]): string {
  const rows = Math.ceil(words.length / COLUMNS);
  const wide = Math.max(...words.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: COLUMNS }, (__, column) => {
      const at = column * rows + row;
      return `${String(at + 1).padStart(4)} ${(words[at] ?? '').padEnd(wide)}`;
    })
      .join('')
      .trimEnd(),
  ).join('\n');
}
