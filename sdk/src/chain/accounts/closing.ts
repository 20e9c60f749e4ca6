import type { Address } from '../../identifiers.ts';
import type { Reader } from './reader.ts';

/** What is kept of each account that can be closed, or shrunk. */
export interface Ending {
  /** Gets the rent back, whoever closes the account. */
  readonly rentPayer: Address;
  /** Unix seconds; nothing while it goes on. */
  readonly endedAt: bigint | undefined;
}

export function readEnding(from: Reader): Ending {
  return { rentPayer: from.key('rentPayer'), endedAt: from.time('endedAt') };
}
