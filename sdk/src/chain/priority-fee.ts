import type { Connection, PublicKey } from '@solana/web3.js';

/** The most to pay for priority unless something else is said, in micro-lamports a compute unit. */
export const DEFAULT_MAX_PRIORITY_FEE = 100_000;

/** What the RPC takes at once. */
const MOST_ACCOUNTS = 128;

/**
 * The third quartile of what bought writes to these accounts lately, in micro-lamports a compute unit, at most the ceiling. An RPC
 * that doesn't tell makes it 0.
 */
export async function recentPriorityFee(
  connection: Connection,
  written: readonly PublicKey[],
  ceiling: number,
): Promise<number> {
  const recent = await connection
    .getRecentPrioritizationFees({ lockedWritableAccounts: written.slice(0, MOST_ACCOUNTS) })
    .catch(() => []);
  const fees = recent.map(({ prioritizationFee }) => prioritizationFee).sort((a, b) => a - b);
  return Math.min(ceiling, fees[Math.floor(fees.length * 0.75)] ?? 0);
}
