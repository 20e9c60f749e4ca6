import { DAY } from './accounts.ts';
import type { Look } from './look.ts';

/** Ended so long ago that its account is gone. */
export const LONG_AGO = 1n;

/** Rent comes back a day after the end, and to nobody but the one who paid. `ends` are all ends that count; 0n is none. */
export function mayClose(look: Look, rentPayer: string, ...ends: readonly bigint[]): void {
  look.rule(look.address('rent_payer') === rentPayer, 'RentPayerMismatch');
  const known = ends.filter((end) => end !== 0n);
  look.rule(known.length > 0, 'NotEnded');
  if (known.length > 0)
    look.rule(
      known.some((end) => look.now - end >= DAY),
      'ClosedTooEarly',
    );
}
