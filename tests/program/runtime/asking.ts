// The thread that asks Surfpool for `SynchronousSurfnet`.
import { type MessagePort, workerData } from 'node:worker_threads';
import { rpc } from '../localnet/world.ts';
import { startSurfnet } from './surfnet.ts';
import { type Call, END, type Reply } from './synchronous.ts';

const { port, answered } = workerData as { readonly port: MessagePort; readonly answered: Int32Array };
const starting = startSurfnet({ slotMs: 1, blocks: 'transaction' });

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
