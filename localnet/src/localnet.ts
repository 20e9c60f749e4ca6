import { createHash } from 'node:crypto';
import bs58 from 'bs58';
import { bootChain } from './boot.ts';
import { Performance } from './chain/performance.ts';
import { PriorityFees } from './chain/priority-fees.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { FAULT_METHODS } from './faults/methods.ts';
import { NotificationFaults } from './faults/notification-faults.ts';
import { DEFAULTS, type LocalnetOptions } from './options.ts';
import { Producer } from './producer.ts';
import { SubscriptionHub } from './pubsub/hub.ts';
import { METHODS, methodNotFound, type Handler } from './rpc/dispatch.ts';
import type { RpcNode } from './rpc/node.ts';
import { listen } from './servers.ts';

export interface Localnet extends AsyncDisposable {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly genesisHash: string;
  /** The meshid program; missing when it was not wanted. */
  readonly programId: string | undefined;
  readonly faults: Faults;
  /** Rejects when the chain had to stop by itself, as when its disk failed. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/**
 * Starts a Solana chain of one process that answers JSON-RPC and WebSocket.
 *
 * @example
 * await using chain = await startLocalnet({ slotMs: 50 });
 * const connection = new Connection(chain.rpcUrl, 'confirmed');
 *
 * @throws MeshidError `localnet/…`, `input/invalid`
 */
export async function startLocalnet(options: LocalnetOptions = {}): Promise<Localnet> {
  const { host, port, slotMs, faults: overWire } = { ...DEFAULTS, ...options };
  const { chain, clock, faucet, genesisHash, programId } = await bootChain(options);
  const priorityFees = new PriorityFees();
  const performance = new Performance();
  const hub = new SubscriptionHub(chain);
  chain.observe(priorityFees);
  chain.observe(performance);
  chain.observe(hub);
  const failure = Promise.withResolvers<never>();
  // Whoever doesn't look at `failed` isn't meant to end by an unhandled rejection.
  failure.promise.catch(() => undefined);
  const producer = new Producer(chain, slotMs, (error) => failure.reject(error));

  const notifications = new NotificationFaults();
  const faults = createFaults(chain, producer, clock, notifications);
  const identity = bs58.encode(
    createHash('sha256').update('meshid-localnet:identity:1').update(genesisHash).digest(),
  );
  const node: RpcNode = {
    ...{ chain, faucet, priorityFees, performance, genesisHash, identity },
    received: (signature) => hub.received(signature),
  };
  const call: Handler = (method, params) => {
    const rpc = METHODS.get(method);
    if (rpc !== undefined) return rpc(node, params);
    const fault = overWire ? FAULT_METHODS[method] : undefined;
    if (fault === undefined) throw methodNotFound();
    return fault(faults, params);
  };
  const servers = await listen(host, port, call, hub, notifications).catch(async (error: unknown) => {
    await chain.blocks.close();
    throw error;
  });
  producer.start();

  const close = once(async () => {
    await producer.stop();
    notifications.close();
    await servers.close();
    await chain.blocks.close();
  });
  return {
    rpcUrl: `http://${host}:${servers.port}`,
    wsUrl: `ws://${host}:${servers.port + 1}`,
    ...{ genesisHash, faults, close, programId, failed: failure.promise },
    [Symbol.asyncDispose]: close,
  };
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
