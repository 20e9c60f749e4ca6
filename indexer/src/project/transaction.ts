import bs58 from 'bs58';
import type { Decoded, Decoder } from './decode.ts';

/**
 * The events of a transaction as getTransaction tells it (encoding json), in their order. The program sends them to itself as
 * inner instructions, which the runtime keeps whole, unlike logs; nobody else can, since its event authority has to sign.
 */
export function eventsIn(transaction: unknown, programId: string, decoder: Decoder): Decoded[] {
  const { meta, transaction: body } = record(transaction);
  const { err, innerInstructions, loadedAddresses } = record(meta);
  if (err !== null && err !== undefined) return [];
  const loaded = record(loadedAddresses);
  const keys = [
    ...list(record(record(body)['message'])['accountKeys']),
    ...list(loaded['writable']),
    ...list(loaded['readonly']),
  ];
  const instructions = list(innerInstructions).flatMap((group) => list(record(group)['instructions']));
  return instructions.flatMap((instruction) => {
    const { programIdIndex, data } = record(instruction);
    if (typeof programIdIndex !== 'number' || keys[programIdIndex] !== programId || typeof data !== 'string')
      return [];
    return decoder.event(Buffer.from(bs58.decode(data))) ?? [];
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
