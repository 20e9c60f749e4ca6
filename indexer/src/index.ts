/**
 * Mirrors the register of a chain into Postgres, and serves it to the SDK's mirror source.
 *
 * @module
 */
export { startIndexer, type Indexer, type IndexerOptions } from './indexer.ts';
export type { Intervals } from './source/follow.ts';
export { verify, type Difference, type VerifyOptions, type VerifyReport } from './verify/verify.ts';
