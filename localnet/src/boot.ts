import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import bs58 from 'bs58';
import { MeshidError, parseKey } from '@meshid/sdk';
import { MemoryBlockStore, type BlockStore } from './chain/block-store.ts';
import type { Block } from './chain/block.ts';
import { Chain } from './chain/chain.ts';
import { Faucet } from './chain/faucet.ts';
import { preload } from './chain/programs.ts';
import { Svm } from './chain/svm.ts';
import { writeAccounts } from './chain/write-accounts.ts';
import { ChainClock } from './faults/faults.ts';
import { Ledger } from './ledger/ledger.ts';
import { Replay, type WriteAccounts } from './ledger/replay.ts';
import { DEFAULTS, type LocalnetOptions, type PreloadedProgram } from './options.ts';

export interface BootedChain {
  readonly chain: Chain;
  readonly clock: ChainClock;
  readonly faucet: Faucet;
  readonly genesisHash: string;
  /** The meshid program's, where it was wanted. */
  readonly programId: string | undefined;
}

interface OpenedStore {
  readonly store: BlockStore;
  readonly genesisHash: string;
  readonly kept: Replay;
}

/** Makes a chain from a ledger folder, or from nothing. @throws MeshidError */
export async function bootChain(options: LocalnetOptions): Promise<BootedChain> {
  const { programs, meshid } = { ...DEFAULTS, ...options };
  const svm = new Svm();
  const own = meshid ? await findMeshid() : undefined;
  for (const program of own === undefined ? programs : [own, ...programs]) await load(svm, program);
  const opened = await openStore(options, (changes) => writeAccounts(svm, changes));
  return { ...start(options, svm, opened), programId: own?.address };
}

function start(options: LocalnetOptions, svm: Svm, { store, genesisHash, kept }: OpenedStore) {
  const { confirmationSlots, finalizationSlots } = { ...DEFAULTS, ...options };
  const faucet = new Faucet(genesisHash);
  if (svm.account(faucet.address) === undefined) svm.write(faucet.address, faucet.account);

  const clock = new ChainClock();
  const last = kept.blocks.at(-1);
  // A clock that tests moved ahead stays ahead.
  if (last !== undefined) clock.move(Math.max(0, last.time - clock.now()));
  const genesis = genesisBlock(genesisHash, clock.now());
  if (last === undefined) store.put(genesis);
  const blocks = last === undefined ? [genesis] : kept.blocks;
  const chainOptions = { confirmationSlots, finalizationSlots, now: () => clock.now() };
  const chain = new Chain(svm, store, chainOptions, { blocks, history: kept.history });
  return { chain, clock, faucet, genesisHash };
}

async function openStore(
  { ledger: folder, genesisHash: asked, repair }: LocalnetOptions,
  write: WriteAccounts,
): Promise<OpenedStore> {
  const fresh = asked ?? bs58.encode(randomBytes(32));
  parseKey(fresh, 'genesis hash');
  if (folder === undefined)
    return { store: new MemoryBlockStore(), genesisHash: fresh, kept: new Replay(write) };
  const {
    ledger: store,
    genesisHash,
    kept,
  } = await Ledger.open(folder, fresh, repair ?? DEFAULTS.repair, write);
  if (asked === undefined || asked === genesisHash) return { store, genesisHash, kept };
  await store.close();
  throw new MeshidError('localnet/ledger-other-genesis', { ledger: folder, kept: genesisHash, asked });
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
    return { address: manifest.programId, path: fileURLToPath(new URL('meshid.so', folder)) };
  } catch (cause) {
    throw new MeshidError('localnet/program-missing', {}, { cause });
  }
}
