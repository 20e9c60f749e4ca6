import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fields, Ran, Started, World } from '../cli/world.ts';
import { seeded } from '../fixtures/random.ts';

/** A process that goes on: the chain, the index, or a node. It comes back on the same folder and port. */
export class Service {
  readonly name: string;
  readonly #world: World;
  readonly #args: (ready: Fields | undefined) => readonly string[];
  #started: Started | undefined;
  #ready: Fields | undefined;

  /** @param args given what it said when it was ready the first time, so that it names the same port again */
  constructor(world: World, name: string, args: (ready: Fields | undefined) => readonly string[]) {
    this.#world = world;
    this.name = name;
    this.#args = args;
  }

  async start(): Promise<Fields> {
    this.#started = await this.#world.start(...this.#args(this.#ready));
    this.#ready ??= this.#started.ready;
    return this.#started.ready;
  }

  /** SIGKILL to the process that does the work, which for the chain and the index is the command's child. */
  async kill(): Promise<void> {
    if (this.#started === undefined) return;
    await sigkill(this.#started.child);
    await this.#started.end('SIGKILL');
    this.#started = undefined;
  }
}

async function sigkill({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const [worker] = children.trim().split(' ').filter(Boolean);
  try {
    process.kill(worker === undefined ? pid : Number(worker), 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

/** Statuses that a command may end with when something that it needs was killed. */
const AWAY = 4;
const MOST_TRIES = 12;
const RETRY_MS = 250;

/** Runs commands while something is killed at a moment that the seed chooses, until they have succeeded. */
export class Killer {
  readonly #world: World;
  readonly #random: () => number;
  readonly #took = new Map<string, number>();
  /** Of services and commands. */
  kills = 0;

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#random = seeded(seed);
  }

  /**
   * Runs a command, kills `victim` (or the command itself) somewhere in the time that such a command takes, starts the victim again,
   * and repeats the command until its answer is accepted.
   *
   * @param accept whether this is what it should say in the end; being away, or killed, is accepted only on the way
   */
  async through(
    victim: Service | 'command',
    home: string,
    args: readonly string[],
    accept: (ran: Ran) => boolean = ({ status }) => status === 0,
  ): Promise<Ran> {
    const verb = args.slice(0, 2).join(' ');
    const began = performance.now();
    const running = this.#world.try(home, ...args);
    const child = this.#world.running.at(-1);
    await delay(this.#random() * (this.#took.get(verb) ?? 1_000));
    this.kills++;
    if (victim === 'command') child?.kill('SIGKILL');
    else {
      await victim.kill();
      await victim.start();
    }
    const first = await running;
    if (accept(first)) {
      if (victim === 'command') this.#took.set(verb, performance.now() - began);
      return first;
    }
    return this.#repeat(verb, home, args, accept, first, victim === 'command');
  }

  async #repeat(
    verb: string,
    home: string,
    args: readonly string[],
    accept: (ran: Ran) => boolean,
    first: Ran,
    killed: boolean,
  ): Promise<Ran> {
    let last = first;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const excused = (killed && tries === 0) || last.status === AWAY || last.code?.startsWith('exchange/');
      if (excused !== true)
        assert.fail(`${args.join(' ')} ended with ${last.status}: ${last.stderr}${last.stdout}`);
      await delay(tries === 0 ? 0 : RETRY_MS);
      const began = performance.now();
      last = await this.#world.try(home, ...args);
      if (!accept(last)) continue;
      this.#took.set(verb, performance.now() - began);
      return last;
    }
    return assert.fail(`${args.join(' ')} never succeeded: ${last.stderr}`);
  }
}
