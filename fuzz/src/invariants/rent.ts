import type { Invariant } from './check.ts';
import type { Accepted } from './seen.ts';

/** 1. No instruction creates or loses a lamport of rent; who paid gets it back. */
export const rentIsKept: Invariant = (accepted) => {
  const { named, rent, attempt } = accepted.step;
  let sum = 0n;
  for (const address of named.keys()) sum += gained(accepted, address);
  if (sum !== 0n) return `${sum} lamports came from nowhere`;
  const may = new Set<string>();
  for (const { before, after, address } of accepted.changed) {
    const now = named.get(address)?.lamports ?? 0n;
    if (after !== undefined && now < rent(after.bytes)) return `${address} holds less than its rent`;
    if (before === undefined && after !== undefined) {
      const payer = attempt.accounts['payer'] ?? '';
      if (after.hex('rent_payer') !== payer) return `${address} names another who paid`;
      if (gained(accepted, payer) !== -gained(accepted, address)) return 'who paid paid something else';
      may.add(address).add(payer);
    } else if (before !== undefined && before.bytes !== (after?.bytes ?? 0)) {
      const spared = accepted.history.lamports(address) - now;
      if (spared <= 0n || (after === undefined && now !== 0n)) return `${address} gave nothing back`;
      if (gained(accepted, before.hex('rent_payer')) !== spared)
        return `somebody else got the rent of ${address}`;
      may.add(address).add(before.hex('rent_payer'));
    }
  }
  const others = [...named.keys()].filter((address) => !may.has(address) && gained(accepted, address) !== 0n);
  return others.length === 0 ? undefined : `${others.join()} gained or lost money`;
};

const gained = ({ step, history }: Accepted, address: string): bigint =>
  (step.named.get(address)?.lamports ?? 0n) - history.lamports(address);
