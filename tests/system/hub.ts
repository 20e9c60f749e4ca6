// A chain and an index at one address, for computers that are not on this machine's loopback: `node hub.ts ADDRESS`.
import { startIndexer } from '@meshid/indexer';
import { startLocalnet } from '@meshid/localnet';

const host = process.argv[2] ?? '127.0.0.1';
await using chain = await startLocalnet({ host, slotMs: 50 });
const { rpcUrl, wsUrl } = chain;
await using index = await startIndexer({ rpcUrl, wsUrl, host, database: 'memory://' });
const ended = Promise.withResolvers<undefined>();
// Whoever started it ends it so, or by going away.
process.stdin.on('end', () => ended.resolve(undefined)).resume();
process.once('SIGTERM', () => ended.resolve(undefined));
process.stdout.write(`${JSON.stringify({ rpcUrl, wsUrl, indexUrl: index.url })}\n`);
await ended.promise;
