import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import bs58 from 'bs58';
import { MeshidError, parseKey } from '@meshid/sdk';
import { MemoryBlockStore } from './chain/block-store.ts';
import type { Block } from './chain/block.ts';
import { Chain } from './chain/chain.ts';
import { Faucet } from './chain/faucet.ts';
import { PriorityFees } from './chain/priority-fees.ts';
import { preload } from './chain/programs.ts';
import { Svm } from './chain/svm.ts';
import { ChainClock, createFaults, type Faults } from './faults/faults.ts';
import { FAULT_METHODS } from './faults/methods.ts';
import { NotificationFaults } from './faults/notification-faults.ts';
import { DEFAULTS, type LocalnetOptions, type PreloadedProgram } from './options.ts';
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
  const {
    host,
    port,
    slotMs,
    confirmationSlots,
    finalizationSlots,
    programs,
    meshid,
    faults: overWire,
  } = { ...DEFAULTS, ...options };
  const genesisHash = options.genesisHash ?? bs58.encode(randomBytes(32));
  parseKey(genesisHash, 'genesis hash');

  const svm = new Svm();
  const meshidProgram = meshid ? await findMeshid() : undefined;
  for (const program of [...(meshidProgram === undefined ? [] : [meshidProgram]), ...programs])
    await load(svm, program);
  const faucet = new Faucet(genesisHash);
  svm.write(faucet.address, faucet.account);

  const clock = new ChainClock();
  const chainOptions = { confirmationSlots, finalizationSlots, now: () => clock.now() };
  const genesis = genesisBlock(genesisHash, clock.now());
  const blocks = new MemoryBlockStore();
  blocks.put(genesis);
  const chain = new Chain(svm, blocks, chainOptions, { blocks: [genesis] });

  const priorityFees = new PriorityFees();
  const hub = new SubscriptionHub(chain);
  chain.observe(priorityFees);
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
    ...{ chain, faucet, priorityFees, genesisHash, identity },
    received: (signature) => hub.received(signature),
  };
  const call: Handler = (method, params) => {
    const rpc = METHODS.get(method);
    if (rpc !== undefined) return rpc(node, params);
    const fault = overWire ? FAULT_METHODS[method] : undefined;
    if (fault === undefined) throw methodNotFound();
    return fault(faults, params);
  };
  const servers = await listen(host, port, call, hub, notifications);
  producer.start();

  const close = once(async () => {
    await producer.stop();
    notifications.close();
    await servers.close();
    await blocks.close();
  });
  return {
    rpcUrl: `http://${host}:${servers.port}`,
    wsUrl: `ws://${host}:${servers.port + 1}`,
    ...{ genesisHash, faults, close, programId: meshidProgram?.address, failed: failure.promise },
    [Symbol.asyncDispose]: close,
  };
}

function genesisBlock(genesisHash: string, time: number): Block {
  return {
    ...{ slot: 0, parentSlot: 0, height: 0, hash: genesisHash, parentHash: genesisHash, time },
    ...{ transactions: [], changes: new Map() },
  };
}

async function load(svm: Svm, { address, path, upgradeAuthority }: PreloadedProgram): Promise<void> {
  parseKey(address, 'program address');
  if (upgradeAuthority !== undefined) parseKey(upgradeAuthority, 'upgrade authority');
  try {
    preload(svm, address, await readFile(path), upgradeAuthority);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new MeshidError('localnet/program-unusable', { address, path, why }, { cause });
  }
}

/** The program that this version of the SDK was built with. */
async function findMeshid(): Promise<PreloadedProgram> {
  const folder = new URL('../program/', import.meta.resolve('@meshid/sdk'));
  try {
    const manifest = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8')) as {
      programId: string;
    };
    return { address: manifest.programId, path: new URL('meshid.so', folder).pathname };
  } catch (cause) {
    throw new MeshidError('localnet/program-missing', {}, { cause });
  }
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
