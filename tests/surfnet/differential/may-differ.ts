import type { Difference } from './differences.ts';

/** What may differ between the local chain and Surfpool, and why. */
interface Excuse {
  readonly method: RegExp;
  readonly path: RegExp;
  readonly reason: string;
  readonly when?: (difference: Difference) => boolean;
}

/** Nothing that the program did, wrote or spent is to be found here. */
export const MAY_DIFFER: readonly Excuse[] = [
  {
    ...{ method: /./, path: /^result\.context\.(slot|apiVersion)$/ },
    reason: 'each has slots of its own, and the version of the Agave crates that it is made of',
  },
  {
    ...{ method: /^(getTransaction|getSignatureStatuses)$/, path: /^result\.(value\.\d+\.)?slot$/ },
    reason: 'each has slots of its own',
  },
  {
    ...{ method: /^getSignatureStatuses$/, path: /^result\.value\.\d+\.(confirmations|confirmationStatus)$/ },
    reason: 'moving time on skips slots on Surfpool, which finalizes what was before them',
  },
  {
    ...{ method: /^requestAirdrop$/, path: /^result$/ },
    reason: 'each faucet makes a transaction of its own',
  },
  {
    ...{ method: /^sendTransaction$/, path: /^error\.message$/ },
    reason: 'Surfpool adds the logs to the message, which Agave leaves to the field that is for them',
    when: ({ ours, theirs }) => String(theirs).startsWith(`${String(ours)}: `),
  },
  {
    ...{ method: /^simulateTransaction$/, path: /^result\.value\.accounts$/ },
    reason: 'of a simulation that fails, Agave tells no account as null one by one, and Surfpool all at once',
    when: ({ ours, theirs }) => Array.isArray(ours) && ours.every((one) => one === null) && theirs === null,
  },
];

export function excuse(method: string, difference: Difference): boolean {
  return MAY_DIFFER.some(
    (one) => one.method.test(method) && one.path.test(difference.path) && (one.when?.(difference) ?? true),
  );
}
