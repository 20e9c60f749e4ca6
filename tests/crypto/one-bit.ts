import assert from 'node:assert/strict';
import { isMeshidError, type MeshidErrorCode } from '@meshid/sdk';
import { turnBit } from './world.ts';

/** Something sealed, and how it opens. */
export interface Envelope {
  readonly sealed: Uint8Array;
  readonly open: (bytes: Uint8Array) => unknown;
  /** Opens it as it is with somebody else's key. */
  readonly openWrongly?: () => unknown;
}

/** What failures told, each different one once. */
export const alike = (): Set<string> => new Set();

/** All that a failure tells, where it was thrown left out: whatever else an error carries would be found here. */
export function toldBy(open: () => unknown, code: MeshidErrorCode = 'crypto/cannot-open'): string {
  try {
    open();
  } catch (error) {
    assert.ok(isMeshidError(error, code), String(error));
    const names = Object.getOwnPropertyNames(error)
      .filter((name) => name !== 'stack')
      .sort();
    return JSON.stringify(names.map((name): [string, unknown] => [name, Reflect.get(error, name)]));
  }
  return assert.fail('it opened');
}

/** Opens the envelope, then with one bit turned, then with a wrong key, and notes what the failures tell. */
export function assertOneFailure(
  { sealed, open, openWrongly }: Envelope,
  bit: number,
  told: Set<string>,
): void {
  open(sealed);
  told.add(toldBy(() => open(turnBit(sealed, bit % (sealed.length * 8)))));
  if (openWrongly !== undefined) told.add(toldBy(openWrongly));
}
