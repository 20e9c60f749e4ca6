/**
 * Blocks from computer to computer over libp2p, for those who may read their dataset; and keyrings, for everybody.
 */
export * from './authoriser.ts';
export {
  BlockClient,
  type BlockClientOptions,
  type ClientFetchOptions,
  type FetchedBlock,
  type BlockProgress,
} from './block-client.ts';
export * from './broker.ts';
export { type AskedBlock, BlockStream, type BlockStreamOptions, type Peer } from './client.ts';
export * from './fetch.ts';
export * from './follow.ts';
export {
  type Answer,
  BLOCKS_PROTOCOL,
  HOLDINGS_PROTOCOL,
  KEYRINGS_PROTOCOL,
  MAX_BLOCK_BYTES,
  MAX_CIDS,
} from './frames.ts';
export { askWhatIsKept } from './holdings.ts';
export * from './host.ts';
export { askForKeyring } from './keyrings.ts';
export { createMuxer } from './muxer.ts';
export type { ClientLimits, ServerLimits } from './limits.ts';
export { REFUSAL_PERIOD_MS } from './refusal.ts';
export { type BlockServerOptions, serveBlocks, type ServedEvent } from './server.ts';
