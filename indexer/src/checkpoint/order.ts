import type { Observation } from './work.ts';

/** What the mirror knows of an account. */
export interface Known {
  readonly slot: bigint;
  readonly revision: bigint;
  readonly data: Buffer | undefined;
}

export type Verdict = 'newer' | 'same' | 'older' | 'doubtful';

/**
 * Orders what was heard. A slot alone orders nothing within a slot, so contradictions within one are doubtful: the account
 * is read again, and that answer, asked for after both, stands.
 *
 * @param agreedSlot up to where the account, or all of them, were last found to agree with the chain
 */
export function judge(observation: Observation, known: Known | undefined, agreedSlot: bigint): Verdict {
  if (sameData(observation.data, known?.data)) return 'same';
  const { slot, asOf } = observation;
  const floor = known !== undefined && known.slot > agreedSlot ? known.slot : agreedSlot;
  if (asOf === undefined) {
    if (slot > floor) return 'newer';
    // Below the row's own slot it is only late; between that and the agreement it contradicts the agreement.
    return known !== undefined && slot < known.slot ? 'older' : 'doubtful';
  }
  if (slot < floor) return known !== undefined && slot < known.slot ? 'older' : 'doubtful';
  if (known === undefined || slot > known.slot || asOf >= known.revision) return 'newer';
  return 'doubtful';
}

function sameData(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
