import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const HUB = fileURLToPath(new URL('hub.ts', import.meta.url));

/** A computer of the network: a network namespace with one address. */
export interface Place {
  readonly namespace: string;
  readonly address: string;
  readonly device: string;
}

let made = 0;

/** Two computers that nothing joins but one link, which can be made bad and cut. Needs root and iproute2; both go with its scope. */
export class Network implements AsyncDisposable {
  readonly here: Place;
  readonly there: Place;
  readonly #closing = new AsyncDisposableStack();

  private constructor(here: Place, there: Place) {
    this.here = here;
    this.there = there;
  }

  static create(): Network {
    sweep();
    const name = `meshid-${process.pid}-${made++}`;
    const network = new Network(
      { namespace: `${name}-a`, address: '10.213.7.1', device: 'veth-a' },
      { namespace: `${name}-b`, address: '10.213.7.2', device: 'veth-b' },
    );
    const { here, there } = network;
    try {
      for (const { namespace } of [here, there]) {
        ip('netns', 'add', namespace);
        network.#closing.defer(() => void ip('netns', 'delete', namespace));
      }
      const [near, far] = [here, there].map(({ namespace, device }) => ['name', device, 'netns', namespace]);
      ip('link', 'add', ...(near ?? []), 'type', 'veth', 'peer', ...(far ?? []));
      for (const { namespace, address, device } of [here, there]) {
        ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', device);
        ip('-n', namespace, 'link', 'set', 'lo', 'up');
        ip('-n', namespace, 'link', 'set', device, 'up');
      }
      return network;
    } catch (error) {
      void network[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What stands before a command, so that it runs on that computer. */
  static on({ namespace }: Place): string[] {
    return ['ip', 'netns', 'exec', namespace];
  }

  /** Starts a chain and an index on one of the computers; returns the flags that name them. */
  async startHub(place: Place): Promise<string[]> {
    const [program = '', ...args] = [
      ...Network.on(place),
      ...[process.execPath, '--conditions=@meshid/source', '--disable-warning=ExperimentalWarning'],
      ...[HUB, place.address],
    ];
    const hub = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#closing.defer(async () => {
      const ended = hub.exitCode === null && hub.signalCode === null ? once(hub, 'exit') : undefined;
      hub.stdin.end();
      await ended;
    });
    for await (const line of createInterface({ input: hub.stdout })) {
      const { rpcUrl, wsUrl, indexUrl } = JSON.parse(line) as Record<string, string>;
      return ['--rpc', rpcUrl ?? '', '--ws', wsUrl ?? '', '--index', indexUrl ?? ''];
    }
    throw new Error('the chain and the index did not start');
  }

  /** What leaves a computer goes at most this fast, and waits in a queue before that: megabits a second. */
  slow(place: Place, megabits: number): void {
    const limits = ['rate', `${megabits}mbit`, 'burst', '16kb', 'latency', '200ms'];
    tc(place, 'qdisc', 'replace', 'dev', place.device, 'root', 'tbf', ...limits);
  }

  /**
   * One packet in 32 that leaves a computer is lost, in no order that TCP could learn.
   *
   * By the number in its IP header, and into a device that leads nowhere: unlike netem, kernels that are built small have these.
   */
  lose(place: Place): void {
    const { namespace, device } = place;
    // Otherwise what looks like one packet here is many on a wire, and they would be lost together.
    ip('-n', namespace, 'link', 'set', device, 'gso_max_segs', '1');
    ip('-n', namespace, 'link', 'add', 'nowhere', 'type', 'veth', 'peer', 'name', 'nobody');
    for (const end of ['nowhere', 'nobody']) ip('-n', namespace, 'link', 'set', end, 'up');
    tc(place, 'qdisc', 'add', 'dev', device, 'clsact');
    const numbered = ['u32', 'match', 'u8', '0x07', '0x1f', 'at', '5'];
    const away = ['action', 'mirred', 'egress', 'redirect', 'dev', 'nowhere'];
    tc(place, 'filter', 'add', 'dev', device, 'egress', 'protocol', 'ip', ...numbered, ...away);
  }

  /** Packets that were lost on the way out of a computer. */
  lost({ namespace }: Place): number {
    const [link] = JSON.parse(ip('-n', namespace, '-s', '-j', 'link', 'show', 'nowhere')) as [
      { stats64: { tx: { packets: number } } },
    ];
    return link.stats64.tx.packets;
  }

  cut(): void {
    ip('-n', this.there.namespace, 'link', 'set', this.there.device, 'down');
  }

  mend(): void {
    ip('-n', this.there.namespace, 'link', 'set', this.there.device, 'up');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closing.disposeAsync();
  }
}

/** @throws when the tool is missing or refuses: without it there is nothing to test with, and that is a failure */
function ip(...args: string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8' });
}

function tc({ namespace }: Place, ...args: string[]): void {
  execFileSync('tc', ['-n', namespace, ...args]);
}

/** Namespaces outlive a test that was killed; those of processes that are gone go, with what runs in them. */
function sweep(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const [namespace = ''] = line.split(' ');
    const owner = /^meshid-(\d+)-\d+-[ab]$/.exec(namespace)?.[1];
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    for (const pid of ip('netns', 'pids', namespace).split('\n').filter(Boolean)) process.kill(Number(pid));
    ip('netns', 'delete', namespace);
  }
}
