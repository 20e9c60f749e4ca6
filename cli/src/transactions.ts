import type { Sent } from '@meshid/sdk';

/** What was sent, as every command that sends lists it. */
export function transactionFields(sent: readonly Sent[]): { transactions: unknown[] } {
  return {
    transactions: sent.map(({ signature, instruction, computeUnits, fee }) => ({
      signature,
      instruction,
      computeUnits,
      fee,
    })),
  };
}
