import { writeFile } from 'node:fs/promises';
import { until } from '../fixtures/until.ts';
import type { Fields, World } from './world.ts';

/** The names on chain of the instructions that a command sent, in order. */
export function instructionsOf(printed: object): string[] {
  const { transactions = [] } = printed as { transactions?: readonly { instruction: string }[] };
  return transactions.flatMap(({ instruction }) => instruction.split('+'));
}

/** Moves the time of a world's chain on, and waits until that is confirmed: commands go by confirmed time. */
export async function warp(world: World, seconds: number): Promise<void> {
  const { slot } = (await ask(world, 'localnet_warp', { seconds })) as { slot: number };
  const confirmed = async () => Number(await ask(world, 'getSlot', { commitment: 'confirmed' }));
  await until(async () => (await confirmed()) >= slot, 'the new time to be confirmed');
}

async function ask(world: World, method: string, parameter: object): Promise<unknown> {
  const [, url = ''] = world.places;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [parameter] }),
  });
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (error !== undefined) throw new Error(error.message);
  return result;
}

/** Sets a person's recovery to new words, which stand in the file that is told then. */
export async function setRecovery(world: World, home: string, delay: string): Promise<Recovery> {
  const set = await world.try(home, 'recovery', 'set', '--delay', delay);
  const { phrase } = JSON.parse(set.stdout.split('\n')[0] ?? '') as { phrase: string };
  const words = world.path('words');
  await writeFile(words, phrase);
  return { phrase, words, sent: instructionsOf(set.json) };
}

export interface Recovery {
  readonly phrase: string;
  /** The file. */
  readonly words: string;
  /** The instructions that were sent, in order. */
  readonly sent: readonly string[];
}

/** A list in what a command printed. */
export function listOf(printed: Fields, name: string): Fields[] {
  const list = printed[name];
  if (!Array.isArray(list)) throw new Error(`${name} is no list`);
  return list as Fields[];
}
