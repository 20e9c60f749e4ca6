import type { DatasetKeys } from '@meshid/sdk';

/** What there is to fetch, and the folder that this process may write to. */
export interface Task {
  readonly folder: string;
  readonly keys: DatasetKeys;
  readonly head: string;
  /** The plain bytes. */
  readonly file: string;
  readonly bytes: number;
}

/** Where the serving process is reached, and what it has. */
export interface Offer {
  readonly addresses: readonly string[];
  readonly cids: readonly string[];
}

export interface Serving {
  readonly offer: Offer;
  readonly stop: () => Promise<void>;
}

/** Made ready and connected; `fetch` alone is timed, and answers the bytes of content. */
export interface Fetching {
  readonly fetch: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** One way to move the same bytes from a process to another. */
export interface Way {
  serve(task: Task): Promise<Serving>;
  prepare(task: Task, offer: Offer): Promise<Fetching>;
}
