import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  approveEnrolment,
  awaitEnrolment,
  createDataset,
  type DatasetId,
  dropDataset,
  getDataset,
  isMeshidError,
  makeRoom,
  type Meshid,
  openVersion,
  ownPerson,
  publishDataset,
  readBlock,
  requestEnrolment,
  type RunningNode,
  startNode,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import { datasetKeys } from '../../sdk/src/dataset/keys.ts';
import { rotBlock } from '../cli/blocks-on-disk.ts';
import { seeded } from '../fixtures/random.ts';
import { Mesh } from '../sdk/mesh.ts';

const COMPUTERS = 3;
const KIB = 1024;
const FILE_BYTES = 300 * KIB;
const FILES = 4;
/** Longer than it takes until the first is asked. */
const MOST_DELAY_MS = 100;

/**
 * Does random things with three computers that keep one dataset, several at once: publishes, fetches, sets limits and takes them away,
 * makes room, drops the dataset, turns bits of blocks that are elsewhere too. After each step every leaf of every version is somewhere, whole.
 *
 * @returns what was done, for people
 */
export async function searchOnlyCopy(
  { steps, seed }: { readonly steps: number; readonly seed: number },
  log: (line: string) => void = () => undefined,
): Promise<string> {
  await using mesh = await Mesh.start();
  await using search = await Search.begin(mesh, seeded(seed));
  for (let step = 1; step <= steps; step++) log(`${step}. ${await search.step()}`);
  return search.told();
}

class Search implements AsyncDisposable {
  private readonly random: () => number;
  private readonly computers: Meshid[] = [];
  private readonly nodes: RunningNode[] = [];
  private readonly dataset: DatasetId;
  /** Every leaf of every version. */
  private readonly leaves = new Map<string, CID>();
  private readonly counts = { done: 0, removed: 0, stuck: 0 };

  private constructor(random: () => number, first: Meshid, dataset: DatasetId) {
    this.random = random;
    this.computers.push(first);
    this.dataset = dataset;
  }

  static async begin(mesh: Mesh, random: () => number): Promise<Search> {
    const first = await mesh.home();
    const { address: person } = await ownPerson(first);
    const { dataset } = await createDataset(first, { name: 'things' });
    const search = new Search(random, first, dataset);
    while (search.computers.length < COMPUTERS) {
      const next = await mesh.home('headless');
      const expiresAt = new Date(Date.now() + 3_600_000);
      const { ticket } = await requestEnrolment(next, { person, expiresAt });
      await approveEnrolment(first, { ticket, role: 'member', name: `computer ${search.computers.length}` });
      await awaitEnrolment(next, { person });
      search.computers.push(next);
    }
    for (const computer of search.computers) search.nodes.push(await startNode(computer));
    await search.publish();
    return search;
  }

  async step(): Promise<string> {
    const what = this.below(10);
    let done: string;
    if (what === 0) done = await this.publish();
    else if (what === 1) done = await this.rot();
    else if (what < 5) done = await this.crowd();
    else {
      const acts = Array.from({ length: COMPUTERS }, async (_, at) => this.act(at));
      done = (await Promise.all(acts)).filter((one) => one !== '').join(', ');
    }
    this.counts.done += 1;
    await this.check(done);
    return done;
  }

  told(): string {
    const { done, removed, stuck } = this.counts;
    return `${done} steps, ${this.leaves.size} leaves: ${removed} times a block was let go of, ${stuck} times the limit couldn't be kept; every leaf is somewhere`;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private computer(at: number): Meshid {
    return this.computers[at] ?? assert.fail();
  }

  private async act(at: number): Promise<string> {
    const meshid = this.computer(at);
    const { storageLimit } = meshid.home;
    const what = this.below(6);
    const limit = this.below(FILES * 2) * FILE_BYTES;
    try {
      if (what === 0) return await this.trim(at);
      if (what === 1) return await this.drop(at);
      if (what === 2) {
        await storageLimit.set(limit);
        return `${at} limit ${limit}, ${await this.trim(at)}`;
      }
      if (what === 3) {
        await storageLimit.set(undefined);
        return `${at} no limit`;
      }
      if (what === 4) {
        await getDataset(meshid, { dataset: this.dataset, destination: this.folder(at) });
        return `${at} gets`;
      }
      return '';
    } catch (error) {
      // A get finds nobody who has what it asks for while that goes from one to the other.
      if (isMeshidError(error)) return `${at} ${error.code}`;
      throw error;
    }
  }

  /** All have everything, and none has room for it, or each is to let go of it; the limits may go while room is made. */
  private async crowd(): Promise<string> {
    const all = [...this.computers.keys()];
    for (const at of all)
      await getDataset(this.computer(at), { dataset: this.dataset, destination: this.folder(at) });
    const drops = this.below(2) === 0;
    for (const at of all) await this.computer(at).home.storageLimit.set(drops ? undefined : 0);
    const trimming = all.map(async (at) => (drops ? this.drop(at) : this.trim(at)));
    const spared = this.below(2) === 0;
    if (spared) {
      await delay(this.below(MOST_DELAY_MS));
      for (const at of all) await this.computer(at).home.storageLimit.set(undefined);
    }
    return `a crowd${spared ? ', without limits soon' : ''}: ${(await Promise.all(trimming)).join(', ')}`;
  }

  private async trim(at: number): Promise<string> {
    const { removed, kept } = await makeRoom(this.computer(at));
    this.counts.removed += removed;
    if (kept.length > 0) this.counts.stuck += 1;
    return `${at} lets go of ${removed}`;
  }

  private async drop(at: number): Promise<string> {
    const { removed, why } = await dropDataset(this.computer(at), { dataset: this.dataset });
    this.counts.removed += removed;
    return `${at} drops ${removed}${why === undefined ? '' : `, ${why}`}`;
  }

  private folder(at: number): string {
    return join(this.computer(at).home.directory, 'folder');
  }

  private async publish(): Promise<string> {
    const meshid = this.computer(0);
    const folder = join(meshid.home.directory, 'source');
    await mkdir(folder, { recursive: true });
    const changed = this.leaves.size === 0 ? [...new Array<undefined>(FILES).keys()] : [this.below(FILES)];
    for (const file of changed) await writeFile(join(folder, `file-${file}`), randomBytes(FILE_BYTES));
    const { dataset } = this;
    const { sequence, head } = await publishDataset(meshid, { dataset, source: { folder } });
    const keys = await datasetKeys(meshid, await meshid.chain.get('dataset', dataset));
    const store = await meshid.home.stores.open(dataset);
    const version = await openVersion({ store, keys, head: CID.parse(head), expect: { dataset, sequence } });
    for await (const { cid } of version.leaves()) this.leaves.set(cid.toString(), cid);
    return `version ${sequence}`;
  }

  /** Of a block that another computer has. */
  private async rot(): Promise<string> {
    const cids = [...this.leaves.values()];
    const cid = cids[this.below(cids.length)] ?? assert.fail();
    const holders = await this.holders(cid);
    const at = holders[this.below(holders.length)];
    if (holders.length < 2 || at === undefined) return 'nothing';
    await rotBlock(this.computer(at).home.directory, cid);
    return `a block rots on ${at}`;
  }

  /** Those that have a block, whole. */
  private async holders(cid: CID): Promise<number[]> {
    const held: number[] = [];
    for (const [at, { home }] of this.computers.entries()) {
      const store = await home.stores.find(this.dataset);
      const block = store && (await readBlock(store, cid).catch(() => undefined));
      if (block !== undefined) held.push(at);
    }
    return held;
  }

  private async check(done: string): Promise<void> {
    for (const cid of this.leaves.values())
      assert.notDeepEqual(await this.holders(cid), [], `${cid.toString()} is nowhere after: ${done}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) await node[Symbol.asyncDispose]();
  }
}
