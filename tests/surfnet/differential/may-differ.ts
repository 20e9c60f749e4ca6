import { zstdDecompressSync } from 'node:zlib';
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
    ...{ method: /./, path: /^(result\.context\.(slot|apiVersion)|error\.data\.contextSlot)$/ },
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
  {
    ...{ method: /^getProgramAccounts$/, path: /\.account\.data\.0$/ },
    reason: 'two ways to compress the same bytes',
    when: ({ ours, theirs }) => isSameInside(ours, theirs),
  },
  {
    ...{ method: /^(simulateTransaction|sendTransaction)$/, path: /\.loadedAccountsDataSize$/ },
    reason:
      'of a program that is not there Agave tells nothing as loaded, and Surfpool what it had loaded so far',
    when: ({ ours }) => ours === 0,
  },
  {
    ...{ method: /^getMultipleAccounts$/, path: /^(result|error)$/ },
    reason: 'validators tell of 100 accounts at once, and Surfpool of any number',
    when: ({ ours, theirs }) => JSON.stringify(ours ?? theirs).includes('max 100') || ours === undefined,
  },
  {
    ...{ method: /^getTransaction$/, path: /^result\.meta\.preTokenBalances\.\d+$/ },
    reason:
      'Surfpool leaves out the balance of a token account that the transaction closes; Agave looks before it runs',
    when: ({ theirs }) => theirs === undefined,
  },
  {
    ...{ method: /^getEpochSchedule$/, path: /^result\.(warmup|firstNormalEpoch|firstNormalSlot)$/ },
    reason: "a cluster's own choice: its first epochs are shorter than the others, or are not",
  },
  {
    ...{ method: /./, path: /^error\.(message|data)$/ },
    reason:
      "the words for a parameter that is none are Agave's on the local chain, and Surfpool's own; the codes agree",
    when: ({ path, ours }) =>
      path === 'error.data' || /^(Invalid param|invalid|failed to deserialize)/.test(String(ours)),
  },
];

function isSameInside(ours: unknown, theirs: unknown): boolean {
  const [one, other] = [ours, theirs].map((text) => zstdDecompressSync(Buffer.from(String(text), 'base64')));
  return one?.equals(other ?? Buffer.alloc(0)) === true;
}

export function excuse(method: string, difference: Difference): boolean {
  return MAY_DIFFER.some(
    (one) => one.method.test(method) && one.path.test(difference.path) && (one.when?.(difference) ?? true),
  );
}
