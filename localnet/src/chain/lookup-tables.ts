import bs58 from 'bs58';
import { LOOKUP_TABLE_PROGRAM, type Account } from './account.ts';
import type { LoadedAddresses } from './block.ts';
import type { Message } from './wire.ts';

const HEADER = 56;
const KEY = 32;

/** The addresses that a table account lists. */
export function tableAddresses(account: Account | undefined): string[] | undefined {
  if (account?.owner !== LOOKUP_TABLE_PROGRAM || account.data.length < HEADER) return undefined;
  const { data } = account;
  return Array.from({ length: Math.floor((data.length - HEADER) / KEY) }, (_, i) =>
    bs58.encode(data.subarray(HEADER + i * KEY, HEADER + (i + 1) * KEY)),
  );
}

/**
 * The accounts that a message loads from its tables. What can't be loaded is left out: the engine judges the tables
 * itself, and refuses the transaction then.
 */
export function loadAddresses(
  message: Message,
  read: (address: string) => Account | undefined,
): LoadedAddresses {
  const writable: string[] = [];
  const readonly: string[] = [];
  for (const lookup of message.lookups) {
    const addresses = tableAddresses(read(lookup.table)) ?? [];
    const pick = (indexes: readonly number[]) => indexes.flatMap((index) => addresses[index] ?? []);
    writable.push(...pick(lookup.writableIndexes));
    readonly.push(...pick(lookup.readonlyIndexes));
  }
  return { writable, readonly };
}
