/** A claim of the tour that did not hold. */
export class ClaimFailed extends Error {
  override readonly name = 'ClaimFailed';
}

/** Fails the step unless `held`. */
export function check(held: boolean, claim: string): asserts held {
  if (!held) throw new ClaimFailed(claim);
}

/** The text under `field` in a command's output. */
export function textOf(output: Readonly<Record<string, unknown>>, field: string): string {
  const value = output[field];
  check(typeof value === 'string', `the output should have a text "${field}": ${JSON.stringify(output)}`);
  return value;
}

/** The number under `field` in a command's output. */
export function numberOf(output: Readonly<Record<string, unknown>>, field: string): number {
  const value = output[field];
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  check(typeof number === 'number', `the output should have a number "${field}": ${JSON.stringify(output)}`);
  return number;
}

export interface Sent {
  readonly signature: string;
  readonly instruction: string;
  readonly computeUnits: number;
}

/** The transactions that a command says it sent. */
export function transactionsOf(...outputs: Readonly<Record<string, unknown>>[]): Sent[] {
  return outputs.flatMap((output) =>
    Array.isArray(output['transactions']) ? (output['transactions'] as Sent[]) : [],
  );
}
