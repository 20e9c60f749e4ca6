import { isMeshidError } from '@meshid/sdk/errors';

/** What a script can tell from the exit status alone. */
export const STATUS = { ok: 0, failed: 1, usage: 2, refused: 3, away: 4, interrupted: 130 } as const;

/** Ends the command with a status where everything was said already. */
export class EndedWith extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`ended with status ${status}`);
    this.status = status;
  }
}

const REFUSED = new Set([
  'exchange/refused',
  'exchange/cut',
  'access/denied',
  'keyring/not-a-holder',
  'register/not-found',
  'register/refused',
  'dataset/empty',
]);
const AWAY = new Set([
  'chain/away',
  'chain/busy',
  'chain/unsettled',
  'index/away',
  'exchange/unreachable',
  'exchange/no-peer',
  'exchange/timeout',
  'keyring/missing',
]);
const USAGE = new Set(['ticket/altered', 'input/invalid', 'name/invalid', 'name/unknown', 'name/ambiguous']);

export function statusOf(error: unknown): number {
  if (error instanceof EndedWith) return error.status;
  if (!isMeshidError(error)) return STATUS.failed;
  if (error.code === 'chain/interrupted') return STATUS.interrupted;
  if (REFUSED.has(error.code)) return STATUS.refused;
  if (AWAY.has(error.code)) return STATUS.away;
  return USAGE.has(error.code) ? STATUS.usage : STATUS.failed;
}
