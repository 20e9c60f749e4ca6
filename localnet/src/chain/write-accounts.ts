import bs58 from 'bs58';
import { UPGRADEABLE_LOADER, type Account } from './account.ts';
import type { Svm } from './svm.ts';

const DATA_ADDRESS = 4;
const KEY = 32;

/** Writes accounts past all rules. The engine loads a program when it is written, so programs come after their data. */
export function writeAccounts(svm: Svm, accounts: Iterable<readonly [string, Account | undefined]>): void {
  const programs: [string, Account][] = [];
  const loaderOwned = new Set<string>();
  for (const [address, account] of accounts) {
    if (account?.executable === true) {
      programs.push([address, account]);
      continue;
    }
    if (account?.owner === UPGRADEABLE_LOADER) loaderOwned.add(address);
    svm.write(address, account);
  }
  for (const [address, account] of programs) svm.write(address, account);
  if (loaderOwned.size === 0) return;
  // An upgrade changes a program's data account only.
  for (const [address, account] of svm.accountsOf(UPGRADEABLE_LOADER))
    if (account.executable && loaderOwned.has(dataAddress(account))) svm.write(address, account);
}

/** Where the upgradeable loader keeps a program's code. */
export function dataAddress(program: Account): string {
  return bs58.encode(program.data.subarray(DATA_ADDRESS, DATA_ADDRESS + KEY));
}
