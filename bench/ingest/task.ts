import type { DatasetKeys } from '@meshid/sdk';

/** A folder to publish as the next version of a dataset, or the newest version to write into one. */
export interface Task {
  readonly keys: DatasetKeys;
  readonly keyring: Uint8Array;
  readonly home: string;
  readonly folder: string;
  readonly sequence: bigint;
  /** The version before, or to restore. */
  readonly head?: string;
}

export interface Published {
  readonly head: string;
  readonly seconds: number;
  readonly newBytes: number;
  readonly mostMebibytes: number;
}

export interface Restored {
  readonly seconds: number;
  readonly mostMebibytes: number;
}
