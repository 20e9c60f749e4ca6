import type { BlockBroker, BlockRetrievalOptions } from '@helia/interface';
import type { Libp2p, PeerId } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import { BlockStream } from './client.ts';

export interface DatasetBrokerOptions {
  readonly host: Libp2p;
  readonly dataset: DatasetId;
  readonly peers: readonly (PeerId | Multiaddr[])[];
}

/**
 * A Helia block broker for one dataset, so that `@helia/unixfs` reads over `/meshid/blocks/1` as it is.
 *
 * A broker is given a CID only and can't tell datasets apart: make one Helia for each dataset, with this as its only broker.
 */
export function datasetBlockBroker({ host, dataset, peers }: DatasetBrokerOptions): BlockBroker {
  return {
    name: 'meshid',
    retrieve: async (cid: CID, options: BlockRetrievalOptions = {}): Promise<Uint8Array> => {
      let failure: unknown = new MeshidError('exchange/no-peer', {}, { retryable: true });
      const abort = options.signal === undefined ? {} : { signal: options.signal };
      for (const peer of peers) {
        try {
          using stream = await BlockStream.open(host, peer, dataset, abort);
          await stream.request([cid], abort);
          const { answer } = await stream.answer(abort);
          if (answer.kind === 'refused') throw new MeshidError('exchange/refused', { cid: cid.toString() });
          await options.validateFn?.(answer.block);
          return answer.block;
        } catch (error) {
          options.signal?.throwIfAborted();
          failure = error;
        }
      }
      throw failure;
    },
  };
}
