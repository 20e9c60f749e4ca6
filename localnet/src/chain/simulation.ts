import { UPGRADEABLE_LOADER, type Account } from './account.ts';
import type { Simulation, Svm } from './svm.ts';

/** Simulates on the engine's state with some accounts as they were earlier, and puts those back. */
export function simulateWith(
  svm: Svm,
  wire: Uint8Array,
  older: readonly (readonly [string, Account | undefined])[],
  verifySignatures: boolean,
): Simulation {
  const swapped = new Map<string, Account | undefined>();
  try {
    for (const [address, account] of older) {
      const now = svm.account(address);
      // Loading a program again is dear, and an older one would need its older data account too.
      if (account?.owner === UPGRADEABLE_LOADER || now?.owner === UPGRADEABLE_LOADER) continue;
      swapped.set(address, now);
      svm.write(address, account);
    }
    return svm.simulate(wire, verifySignatures);
  } finally {
    for (const [address, account] of swapped) svm.write(address, account);
  }
}
