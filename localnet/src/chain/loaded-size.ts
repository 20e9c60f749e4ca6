import { UPGRADEABLE_LOADER, type Account } from './account.ts';
import { INSTRUCTIONS_SYSVAR } from './sysvars.ts';
import { dataAddress } from './write-accounts.ts';

/** What each account and each lookup table counts beside its data (SIMD-0186). */
const ACCOUNT_BYTES = 64;
const TABLE_BYTES = 8_248;
/** The first byte of a program's account, where a program's data has another. */
const PROGRAM = 2;

/**
 * How much a transaction loads, as validators count it: its accounts, the code of programs among them, and its lookup tables. An account
 * that isn't there counts nothing.
 */
export function loadedDataSize(
  keys: readonly string[],
  tables: number,
  read: (address: string) => Account | undefined,
): number {
  let size = tables * TABLE_BYTES;
  const counted = new Set(keys);
  for (const key of keys) {
    const account = key === INSTRUCTIONS_SYSVAR ? undefined : read(key);
    if (account === undefined) continue;
    size += ACCOUNT_BYTES + account.data.length;
    if (account.owner !== UPGRADEABLE_LOADER || account.data[0] !== PROGRAM) continue;
    const at = dataAddress(account);
    if (counted.has(at)) continue;
    const code = read(at);
    if (code === undefined) continue;
    counted.add(at);
    size += ACCOUNT_BYTES + code.data.length;
  }
  return size;
}
