/**
 * Blocks from computer to computer over libp2p, for those who may read their dataset; and keyrings, for everybody.
 */
export * from './authoriser.ts';
export * from './broker.ts';
export * from './client.ts';
export * from './fetch.ts';
export { BLOCKS_PROTOCOL, KEYRINGS_PROTOCOL, MAX_BLOCK_BYTES, MAX_CIDS, type Answer } from './frames.ts';
export * from './host.ts';
export { askForKeyring } from './keyrings.ts';
export { type BlockServerOptions, REFUSAL_PERIOD_MS, serveBlocks, type ServedEvent } from './server.ts';
