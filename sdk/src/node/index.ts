export * from './ask-block.ts';
export * from './find-peers.ts';
export { IndexClient, type IndexedEvent, type IndexStatus } from './index-client.ts';
export * from './node.ts';
