import { randomUUID } from 'node:crypto';
import { ACCOUNT_LAYOUTS } from './chain/layout.ts';
import { Keys } from './chain/keys.ts';
import { LiteSvmChain } from './chain/litesvm.ts';
import { RpcChain } from './chain/rpc.ts';
import { gather } from './plan/cast.ts';
import { Counts } from './run/counts.ts';
import type { Scenery, Stage } from './run/sequence.ts';

/** In this process, a new runtime for each sequence. */
export function inProcess(): Stage {
  const keys = new Keys('');
  const cast = gather(keys);
  return {
    ...{ counts: new Counts(), repeats: true },
    begin: () => ({ cast, chain: new LiteSvmChain(keys, cast.feePayer) }),
  };
}

/** Over RPC. The chain keeps what is on it, so that everybody gets new keys with each sequence. */
export function overRpc(url: string): Stage {
  const sizes = [...ACCOUNT_LAYOUTS.values()].map(({ bytes }) => bytes);
  const begin = async (): Promise<Scenery> => {
    const keys = new Keys(randomUUID());
    const cast = gather(keys);
    return { cast, chain: await RpcChain.open(url, keys, cast.feePayer, sizes) };
  };
  return { counts: new Counts(), repeats: false, begin };
}
