import type { DatasetKeys } from '@meshid/sdk';

export type Way = 'meshid' | 'helia-bitswap' | 'libp2p-stream';

/** What there is to fetch. */
export interface Published {
  readonly keys: DatasetKeys;
  readonly head: string;
  /** The plain bytes. */
  readonly file: string;
  readonly bytes: number;
}

/** Where the serving process is reached, and the plain blocks that its bitswap has. */
export interface Ready {
  readonly meshid: readonly string[];
  readonly bitswap: readonly string[];
  readonly plain: readonly string[];
}
