import type { StoredEvent } from '../checkpoint/history-rows.ts';

/** The events that tell of an account's end name it first. */
const CLOSED = /Closed$/;

/**
 * The accounts that events say were closed, and the newest of those events' slots. No subscription tells of a closed account, so
 * otherwise only the next comparison of everything would find out.
 */
export function closingsIn(
  events: readonly StoredEvent[] = [],
): { readonly addresses: string[]; readonly minSlot: bigint } | undefined {
  const closings = events.filter(({ name }) => CLOSED.test(name));
  if (closings.length === 0) return undefined;
  return {
    addresses: closings.flatMap(({ data }) => {
      const [first] = Object.values(data);
      return typeof first === 'string' ? [first] : [];
    }),
    minSlot: closings.reduce((newest, { slot }) => (slot > newest ? slot : newest), 0n),
  };
}
