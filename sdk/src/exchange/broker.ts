import type { BlockBroker, BlockRetrievalOptions } from '@helia/interface';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import { BlockClient, type BlockClientOptions } from './block-client.ts';

export interface DatasetBroker extends BlockBroker, AsyncDisposable {
  readonly client: BlockClient;
}

/**
 * A Helia block broker for one dataset, so that `@helia/unixfs` reads over `/meshid/blocks/1` as it is. It keeps streams open until
 * it is disposed of.
 *
 * A broker is given a CID only and can't tell datasets apart: make one Helia for each dataset, with this as its only broker.
 *
 * @example
 * ```ts
 * await using broker = datasetBlockBroker({ host, dataset, peers: [addresses] });
 * const helia = createHeliaLight({ blockstore: await stores.open(dataset), blockBrokers: [() => broker] });
 * await helia.start();
 * for await (const bytes of unixfs(helia).cat(cid)) process.stdout.write(bytes);
 * ```
 */
export function datasetBlockBroker(peers: BlockClientOptions): DatasetBroker {
  const client = new BlockClient(peers);
  return {
    name: 'meshid',
    client,
    retrieve: async (cid: CID, options: BlockRetrievalOptions = {}): Promise<Uint8Array> => {
      for await (const { block } of client.fetch([cid], { signal: options.signal })) {
        await options.validateFn?.(block);
        return block;
      }
      throw new MeshidError('exchange/refused', { cid: cid.toString() });
    },
    [Symbol.asyncDispose]: async () => client[Symbol.asyncDispose](),
  };
}
