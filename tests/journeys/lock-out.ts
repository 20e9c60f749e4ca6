import assert from 'node:assert/strict';
import {
  approveEnrolment,
  awaitEnrolment,
  createDataset,
  createRecoveryPhrase,
  type Dataset,
  type DatasetId,
  type DeviceId,
  finishRecovery,
  giveAccess,
  isMeshidError,
  type Meshid,
  ownPerson,
  type PersonId,
  permissionsWith,
  publishDataset,
  recoveryKeys,
  recoveryOf,
  requestEnrolment,
  resumeDevice,
  revokeDevice,
  setRecovery,
  startRecovery,
  suspendDevice,
  withdrawAccess,
} from '@meshid/sdk';
import { personKeyPair } from '../../sdk/src/crypto/index.ts';
import { seeded } from '../fixtures/random.ts';
import { Mesh } from '../sdk/mesh.ts';
import {
  bring,
  type Member,
  readWithAllKeys,
  type Standing,
  standingOf,
  storeWith,
  writeNote,
} from './lock-out-homes.ts';

const DELAY = 3_600n;
const MOST_COMPUTERS = 6;
/** How many of a hundred things that are done are stopped somewhere on the way. */
const STOPPED = 25;
const STOPPED_WITHIN_MS = 250;

type Done = string;
type Action = (options: { signal: AbortSignal }) => Promise<Done | undefined>;

/**
 * Does random things with a person's computers, keys, readers and recoveries, some of them stopped midway, and checks after each that
 * some computer of the owner reads the newest version, and that nobody does who had lost access before it was published.
 *
 * @returns what was done, for people
 */
export async function searchLockOut(
  { steps, seed }: { readonly steps: number; readonly seed: number },
  log: (line: string) => void = () => undefined,
): Promise<string> {
  await using mesh = await Mesh.start();
  const search = await Search.begin(mesh, seeded(seed));
  const counts = new Map<string, number>();
  for (let step = 1; step <= steps; step++) {
    const done = await search.step(step);
    log(`${step}. ${done}`);
    const what = done.replace(/ .*/, '');
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
}

class Search {
  private readonly mesh: Mesh;
  private readonly random: () => number;
  private readonly owners: Member[] = [];
  private readonly readers: Member[] = [];
  /**
   * Computers on which the phrase was typed for a recovery that may never have come to its end, by name: they hold the person's keys of
   * then, as does whoever knows the phrase.
   */
  private readonly toldPhrase = new Set<string>();
  /** Has the person's wallet. */
  private wallet: Member;
  private phrase: string | undefined;
  private readonly dataset: DatasetId;
  private readonly person: PersonId;
  /** Who was not entitled when the newest version was published, by name. */
  private lost = new Set<string>();
  /** What its file says is known once somebody has read it. */
  private newest: { readonly sequence: bigint; content?: string } = { sequence: 0n };
  /** What was to be published, from what the newest version was known to say on: what was stopped may still come to the chain. */
  private contents: string[] = [];

  private constructor(mesh: Mesh, random: () => number, wallet: Member, dataset: DatasetId) {
    this.mesh = mesh;
    this.random = random;
    this.wallet = wallet;
    this.person = wallet.person;
    this.dataset = dataset;
    this.owners.push(wallet);
  }

  static async begin(mesh: Mesh, random: () => number): Promise<Search> {
    const meshid = await mesh.home();
    const { address: person } = await ownPerson(meshid);
    const { dataset } = await createDataset(meshid, { name: 'notes' });
    const search = new Search(mesh, random, { name: 'first', meshid, person }, dataset);
    for (const name of ['reader', 'guest']) {
      const reader = await mesh.home();
      search.readers.push({ name, meshid: reader, person: (await ownPerson(reader)).address });
    }
    return search;
  }

  async step(number: number): Promise<Done> {
    const [name, action] = this.choose(number);
    const before = await this.standings();
    const stopped = this.below(100) < STOPPED;
    const signal = stopped
      ? AbortSignal.timeout(this.below(STOPPED_WITHIN_MS))
      : new AbortController().signal;
    const done = await this.attempt(name, action, signal);
    await this.check(before).catch((error: unknown) => {
      throw new Error(`after ${done}`, { cause: error });
    });
    return `${done}; version ${this.newest.sequence}, who reads: ${namesOf(await this.standings(), 'reads').join(', ')}`;
  }

  private async attempt(name: string, action: Action, signal: AbortSignal): Promise<Done> {
    try {
      return `${name} ${(await action({ signal })) ?? '(nothing to do)'}`;
    } catch (error) {
      if (signal.aborted) return `${name} (stopped)`;
      if (isMeshidError(error)) return `${name} (refused: ${error.code})`;
      throw error;
    }
  }

  private choose(number: number): [string, Action] {
    const actions: [number, string, Action][] = [
      [30, 'publish', async (options) => this.publish(`content ${number}`, options)],
      [12, 'enrol', async (options) => this.enrol(`computer-${number}`, options)],
      [12, 'suspend', async (options) => this.change(suspendDevice, this.anyOf(this.owners), options)],
      [8, 'resume', async (options) => this.change(resumeDevice, this.anyOf(this.owners), options)],
      [6, 'revoke', async (options) => this.change(revokeDevice, this.anyOf(this.owners), options)],
      [10, 'grant', async (options) => this.grant(this.anyOf(this.readers), options)],
      [10, 'withdraw', async (options) => this.withdraw(this.anyOf(this.readers), options)],
      [6, 'prepare', async (options) => this.prepareRecovery(options)],
      [5, 'recover', async (options) => this.recover(`successor-${number}`, options)],
    ];
    let left = this.below(actions.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, name, action] of actions) {
      if (left < weight) return [name, action];
      left -= weight;
    }
    throw new Error('no action was chosen');
  }

  private async publish(content: string, options: { signal: AbortSignal }): Promise<Done> {
    const member = this.anyOf(this.owners);
    const dataset = await this.account();
    const holder = await storeWith(this.everybody, this.dataset, dataset.head);
    if (holder !== undefined) await bring(holder, member, dataset);
    const folder = await writeNote(member, content);
    this.contents.push(content);
    await publishDataset(member.meshid, { dataset: this.dataset, source: { folder } }, options);
    return `from ${member.name}`;
  }

  private async enrol(name: string, options: { signal: AbortSignal }): Promise<Done | undefined> {
    if (this.owners.length >= MOST_COMPUTERS) return undefined;
    const meshid = await this.mesh.home('headless');
    const member = { name, meshid, person: this.person };
    await this.mesh.giveWallet(meshid);
    const expiresAt = new Date(Date.now() + 86_400_000);
    const { ticket } = await requestEnrolment(meshid, { person: this.person, expiresAt });
    const role = this.below(2) === 0 ? 'admin' : 'member';
    this.owners.push(member);
    await approveEnrolment(this.wallet.meshid, { ticket, role, name }, options);
    await awaitEnrolment(meshid, { person: this.person }, options);
    return `${name} as ${role}`;
  }

  private async change(
    how: (meshid: Meshid, input: { device: DeviceId }, options: { signal: AbortSignal }) => Promise<unknown>,
    member: Member,
    options: { signal: AbortSignal },
  ): Promise<Done> {
    const by = this.below(3) === 0 ? this.anyOf(this.owners) : this.wallet;
    const { id: device } = await member.meshid.home.device();
    await how(by.meshid, { device }, options);
    return `${member.name} by ${by.name}`;
  }

  private async grant(reader: Member, options: { signal: AbortSignal }): Promise<Done> {
    const permissions = permissionsWith('read', 'dataset');
    const input = { resource: (await this.account()).address, principal: reader.person, permissions };
    await giveAccess(this.wallet.meshid, input, options);
    return `to ${reader.name}`;
  }

  private async withdraw(reader: Member, options: { signal: AbortSignal }): Promise<Done> {
    const { address: resource } = await this.account();
    await withdrawAccess(this.wallet.meshid, { resource, principal: reader.person }, options);
    return `from ${reader.name}`;
  }

  private async prepareRecovery(options: { signal: AbortSignal }): Promise<Done | undefined> {
    if (this.phrase !== undefined) return undefined;
    const phrase = createRecoveryPhrase();
    // Written down before the chain hears of it, as the command does.
    this.phrase = phrase;
    await setRecovery(this.wallet.meshid, recoveryOf(recoveryKeys(phrase), DELAY), options);
    return 'a recovery';
  }

  private async recover(name: string, options: { signal: AbortSignal }): Promise<Done | undefined> {
    if (this.phrase === undefined) return undefined;
    const meshid = await this.mesh.home('headless');
    await this.mesh.giveWallet(meshid);
    const keys = recoveryKeys(this.phrase);
    const { person } = this;
    const member = { name, meshid, person };
    this.owners.push(member);
    this.toldPhrase.add(name);
    await startRecovery(meshid, { person, keys });
    await this.mesh.pass(DELAY);
    try {
      await finishRecovery(meshid, { person, keys, deviceName: name }, options);
    } finally {
      const { authority } = await meshid.chain.get('person', person);
      if (authority === (await meshid.home.wallet()).publicKey.toBase58()) this.wallet = member;
    }
    return `as ${name}`;
  }

  /** No state in which the owner can't read, none in which somebody who was lost reads something new. */
  private async check(before: Standings): Promise<void> {
    const dataset = await this.account();
    const now = await this.standings();
    if (dataset.sequence !== this.newest.sequence) {
      this.newest = { sequence: dataset.sequence };
      const lostNow = namesOf(now, 'lost');
      this.lost = new Set(lostNow.filter((name) => (before.get(name) ?? 'lost') === 'lost'));
    }
    // Whoever gets access reads what was published before, and keeps that when it is taken away again.
    for (const [name, standing] of [...before, ...now]) if (standing !== 'lost') this.lost.delete(name);
    const store = await storeWith(this.everybody, this.dataset, dataset.head);
    if (store === undefined) return;
    const keyring = async (digest: Uint8Array) => this.keyring(digest);
    let ownerReads = false;
    for (const member of this.everybody) {
      const read = await readWithAllKeys(member, dataset, { store, keyring });
      const told = `version ${dataset.sequence}, ${member.name}`;
      if (read !== undefined) this.compare(read, told);
      const standing = now.get(member.name);
      if (read === undefined) assert.notEqual(standing, 'reads', `${told} can't read`);
      else
        assert.ok(
          standing !== 'lost' || !this.lost.has(member.name),
          `${told} was lost before, and reads it`,
        );
      ownerReads ||= read !== undefined && this.owners.includes(member);
    }
    assert.ok(ownerReads || this.phrase !== undefined, `the owner can't read version ${dataset.sequence}`);
  }

  /** All read the same of a version, and nothing from before what an earlier one said. */
  private compare(read: string, told: string): void {
    this.newest.content ??= read;
    assert.equal(read, this.newest.content, told);
    const at = this.contents.indexOf(read);
    assert.notEqual(at, -1, `${told} reads ${read}`);
    this.contents = this.contents.slice(at);
  }

  /** From whichever home or index has it: keyrings are public, and nodes hand them on. */
  private async keyring(digest: Uint8Array): Promise<Uint8Array | undefined> {
    for (const { meshid } of this.everybody) {
      const block = await meshid.home.keyrings.find(digest);
      if (block !== undefined) return block;
    }
    return undefined;
  }

  private async standings(): Promise<Standings> {
    const dataset = await this.account();
    const standings = new Map<string, Standing>();
    for (const member of this.everybody) {
      const standing = await standingOf(member, dataset);
      // From then on it is as any other of the person's.
      if (standing === 'reads') this.toldPhrase.delete(member.name);
      const knows =
        standing === 'lost' && this.toldPhrase.has(member.name) && (await this.hasKeysOfNow(member));
      standings.set(member.name, knows ? 'may read' : standing);
    }
    return standings;
  }

  /** Whether the home holds the generation of the person's keys to which versions are sealed. */
  private async hasKeysOfNow({ meshid, person }: Member): Promise<boolean> {
    const keys = await meshid.home.findPersonKeys();
    const { generation, encryptionKey } = await meshid.chain.get('person', person);
    return (
      keys?.secrets.has(generation) === true &&
      Buffer.compare(personKeyPair(keys, generation).publicKey, encryptionKey) === 0
    );
  }

  private async account(): Promise<Dataset> {
    return await this.wallet.meshid.chain.get('dataset', this.dataset);
  }

  private get everybody(): readonly Member[] {
    return [...this.owners, ...this.readers];
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private anyOf(members: readonly Member[]): Member {
    return members[this.below(members.length)] ?? assert.fail('nobody is there');
  }
}

type Standings = ReadonlyMap<string, Standing>;

function namesOf(standings: Standings, wanted: Standing): string[] {
  return [...standings].flatMap(([name, standing]) => (standing === wanted ? [name] : []));
}
