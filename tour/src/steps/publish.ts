import { check, numberOf, type Sent, textOf, transactionsOf } from '../check.ts';
import { readDataset } from '../register.ts';
import type { World } from '../world.ts';
import type { Chain } from './chain.ts';
import type { People } from './enrol.ts';

export interface Published {
  readonly dataset: string;
  readonly head: string;
  readonly files: number;
  readonly bytes: number;
  /** Ciphertext of leaves that hold changed content, in bytes. */
  readonly contentBytes: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly transactions: readonly Sent[];
}

export const DATASET = 'photos';

/** Creates the dataset and publishes the folder as version 1. */
export async function publishFirst(world: World, chain: Chain, { owner }: People): Promise<Published> {
  const created = await world.processes.must('dataset', 'create', DATASET, '--home', owner.home);
  const published = await publishVersion(world, chain, owner.home, 1, world.source.folder);
  check(
    published.dataset === textOf(created, 'dataset'),
    'the version should belong to the dataset that was made',
  );
  return { ...published, transactions: [...transactionsOf(created), ...published.transactions] };
}

/** Publishes a folder as that version, and sees its head on chain. */
export async function publishVersion(
  world: World,
  chain: Chain,
  home: string,
  sequence: number,
  folder: string,
): Promise<Published> {
  const list = world.source.only === undefined ? [] : ['--files-from', world.path('files.list')];
  // The folder is anybody's: what it holds that can't be read is told by the tour.
  const publish = ['dataset', 'publish', DATASET, folder, '--home', home, '--skip', ...list];
  const output = await world.processes.must(...publish);
  const dataset = textOf(output, 'dataset');
  const onChain = await readDataset(chain, dataset);
  check(
    onChain.sequence === BigInt(sequence),
    `the chain should hold version ${sequence}, it holds ${onChain.sequence}`,
  );
  check(onChain.head === textOf(output, 'head'), 'the chain should hold the head that was published');
  const skipped = output['skipped'];
  return {
    dataset,
    head: onChain.head,
    files: numberOf(output, 'files'),
    bytes: numberOf(output, 'bytes'),
    contentBytes: numberOf(output, 'contentBytes'),
    skipped: Array.isArray(skipped) ? skipped.length : 0,
    seconds: numberOf(output, 'seconds'),
    transactions: transactionsOf(output),
  };
}
