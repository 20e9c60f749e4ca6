import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Ran, World } from '../cli/world.ts';

const [LARGE, SMALL] = [3, 60];
const LARGE_BYTES = 900_000;
/** About what a command takes here, and some more, so that a few are killed when they have ended. */
const WITHIN_MS = 1_500;
/** A command that was killed when the chain had heard of it may find that nothing is left to do. */
const REFUSED = 3;

type What = 'publish' | 'fetch' | 'rotate' | 'collect';

/** A dataset, its owner, and a reader, of whose commands one after the other is killed and run again. */
export class KilledDataset implements AsyncDisposable {
  /** Kills of commands that had not ended. */
  kills = 0;
  private readonly world: World;
  private readonly random: () => number;
  private readonly dataset: string;
  private readonly guest: string;
  private guestMay = false;

  private constructor(world: World, random: () => number, dataset: string, guest: string) {
    this.world = world;
    this.random = random;
    this.dataset = dataset;
    this.guest = guest;
  }

  static async begin(random: () => number): Promise<KilledDataset> {
    const world = await World.create();
    await world.init('owner');
    const [reader, guest] = [await world.init('reader'), await world.init('guest')];
    await mkdir(world.path('source'));
    const { dataset } = await world.in('owner', 'dataset', 'create', 'notes');
    const killed = new KilledDataset(world, random, String(dataset), String(guest['person']));
    for (let file = 0; file < LARGE + SMALL; file++) await killed.write(file);
    await world.in('owner', 'dataset', 'publish', 'notes', world.path('source'));
    await world.in('owner', 'grant', 'notes', String(reader['person']));
    await world.node('owner');
    await killed.fetched();
    return killed;
  }

  /** Kills one command at a moment of its own, looks at what is there, runs it again, and looks once more. */
  async kill(): Promise<What> {
    const what = this.choose();
    const before = await contents(this.world.path('source'));
    if (what === 'publish') await this.edit();
    const after = await contents(this.world.path('source'));
    const args = this.command(what);
    const ended = this.world.run(...args);
    const child = this.world.running.at(-1) ?? assert.fail('nothing runs');
    await Promise.race([ended, delay(200 + this.random() * WITHIN_MS)]);
    if (child.exitCode === null && child.kill('SIGKILL')) this.kills += 1;
    await ended;

    // Nothing is half-visible: others see the version before, or the next.
    const seen = await this.fetched();
    assert.ok(
      [before, after].some((state) => isEqual(state, seen)),
      `after ${what}, something in between`,
    );
    const again = await this.world.run(...args);
    const done = again.status === 0 || (what === 'rotate' && again.status === REFUSED);
    assert.ok(done, `${args.join(' ')} ended with ${again.status}: ${again.stderr}`);
    if (what === 'rotate') this.guestMay = !this.guestMay;
    assert.ok(isEqual(await this.fetched(), after), `after ${what}, something else`);
    for (const home of ['owner', 'reader']) await this.verified(home);
    return what;
  }

  private choose(): What {
    const random = this.random();
    if (random < 0.4) return 'publish';
    if (random < 0.65) return 'fetch';
    return random < 0.85 ? 'rotate' : 'collect';
  }

  private command(what: What): readonly string[] {
    const { world, dataset, guest } = this;
    const owner = ['--home', world.path('owner')];
    switch (what) {
      case 'publish':
        return ['dataset', 'publish', 'notes', world.path('source'), ...owner];
      case 'fetch':
        return ['get', dataset, world.path(`fetched-${Math.floor(this.random() * 1e9)}`), ...this.asReader];
      case 'rotate':
        return [this.guestMay ? 'revoke' : 'grant', 'notes', guest, ...owner];
      case 'collect':
        return ['dataset', 'gc', 'notes', '--keep', '2', ...owner];
    }
  }

  private get asReader(): string[] {
    return ['--home', this.world.path('reader')];
  }

  /** What the reader gets now. */
  private async fetched(): Promise<Contents> {
    const folder = this.world.path('fetched');
    const got = await this.world.run('get', this.dataset, folder, ...this.asReader);
    mustHold(got);
    return await contents(folder);
  }

  private async verified(home: string): Promise<void> {
    mustHold(await this.world.run('dataset', 'verify', this.dataset, '--home', this.world.path(home)));
  }

  private async edit(): Promise<void> {
    await this.write(Math.floor(this.random() * LARGE));
    for (let edits = 0; edits < 3; edits++) await this.write(LARGE + Math.floor(this.random() * SMALL));
  }

  private async write(file: number): Promise<void> {
    const bytes = Buffer.alloc(file < LARGE ? LARGE_BYTES : 2_000);
    for (let at = 0; at + 4 <= bytes.length; at += 4)
      bytes.writeUInt32LE(Math.floor(this.random() * 2 ** 32), at);
    await writeFile(this.world.path('source', `file-${file}`), bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
  }
}

type Contents = ReadonlyMap<string, string>;

async function contents(folder: string): Promise<Contents> {
  const found = new Map<string, string>();
  for (const name of (await readdir(folder)).sort())
    found.set(
      name,
      createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex'),
    );
  return found;
}

function isEqual(one: Contents, other: Contents): boolean {
  return one.size === other.size && [...one].every(([name, digest]) => other.get(name) === digest);
}

function mustHold({ status, stderr }: Ran): void {
  assert.equal(status, 0, stderr);
}
