export * from './ask-block.ts';
export * from './find-peers.ts';
export { IndexClient, type IndexStatus } from './index-client.ts';
export * from './node.ts';
