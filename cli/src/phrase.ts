import { MeshidError } from '@meshid/sdk/errors';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Context } from './context.ts';

export const PHRASE_FILE = '--phrase-file <file>';

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
  if (!context.stdin.isTTY)
    throw new MeshidError('input/invalid', {
      what: 'recovery phrase',
      why: 'it takes --phrase-file where nobody can be asked',
    });
  const terminal = createInterface({ input: context.stdin, output: process.stderr });
  try {
    return await terminal.question('The 24 words of the recovery phrase: ', { signal: context.signal });
  } finally {
    terminal.close();
  }
}
