// The thread that asks a chain for `SynchronousChain`.
import { type MessagePort, workerData } from 'node:worker_threads';
import { startChain } from '../../localnet/process.ts';
import { rpc } from '../../localnet/world.ts';
import { startSurfnet } from '../../surfnet/surfnet.ts';
import { type Call, type ChainKind, END, type Reply } from './synchronous.ts';

const { kind, port, answered } = workerData as {
  readonly kind: ChainKind;
  readonly port: MessagePort;
  readonly answered: Int32Array;
};
const starting = kind === 'surfpool' ? startSurfpool() : startLocal();

/** Blocks end with each transaction. */
async function startSurfpool(): Promise<AsyncDisposable & { readonly rpcUrl: string }> {
  return await startSurfnet({ slotMs: 1, blocks: 'transaction' });
}

/** Blocks end when the chain is told to end one, or after a minute. */
async function startLocal(): Promise<AsyncDisposable & { readonly rpcUrl: string }> {
  const args = ['--faults', '--slot-ms', '60000', '--parent-pid', String(process.pid)];
  const { ready, ...chain } = await startChain(...args);
  return { ...chain, rpcUrl: ready.rpcUrl };
}

async function answer({ method, params }: Call): Promise<Reply> {
  try {
    const { rpcUrl } = await starting;
    const { result, error } = await rpc(rpcUrl, method, ...params);
    return error === undefined ? { result } : { failure: `${method}: ${JSON.stringify(error)}` };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (call: Call | typeof END) => {
  if (call === END) {
    void starting.then(async (chain) => chain[Symbol.asyncDispose]()).finally(() => port.close());
    return;
  }
  void answer(call).then((reply) => {
    port.postMessage(reply);
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
});
