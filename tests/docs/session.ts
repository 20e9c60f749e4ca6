import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM_ID } from '@meshid/sdk';
import { ROOT, type Step } from './blocks.ts';

/** What is another at each reader: tickets, addresses, times, and the rest of a line after an ellipsis. */
const VARYING = /meshid-ticket1[\w-]+|\b[1-9A-HJ-NP-Za-km-z]{32,44}\b|\b\d{4}-\d\d-\d\dT[\d:.]+Z|…/g;
const TIME = /^\d{4}-/;

interface Ports {
  readonly rpc: number;
  readonly index: number;
}

/**
 * Somebody who types what the documents print, in an empty home, and compares what comes with what they show. What varies is bound to
 * what came where it was shown first, and has to be that wherever it is shown again.
 */
export class Session implements AsyncDisposable {
  readonly #home: string;
  readonly #ports: Ports;
  readonly #bound = new Map([[String(PROGRAM_ID), String(PROGRAM_ID)]]);
  readonly #background: { child: ChildProcess; closed: Promise<unknown> }[] = [];

  private constructor(home: string, ports: Ports) {
    this.#home = home;
    this.#ports = ports;
  }

  static async begin(): Promise<Session> {
    return new Session(await mkdtemp(join(tmpdir(), 'meshid-docs-')), {
      rpc: await freePorts(2),
      index: await freePorts(1),
    });
  }

  async type(step: Step): Promise<void> {
    const command = this.#here(step.command);
    if (/ &$/.test(command)) await this.#start(step, command.slice(0, -2));
    else await this.#run(step, command);
  }

  async #run(step: Step, command: string): Promise<void> {
    const { child, output } = this.#spawn(command);
    const [code] = (await once(child, 'close')) as [number | null];
    const came = output().trimEnd();
    const told = `${step.place}: ${step.command}\n${came}`;
    assert.equal(code, 0, told);
    const pattern = this.#pattern(step.output);
    const match = pattern.exec(came);
    assert.ok(match, `what came differs from what is shown\n${told}\n--- shown\n${step.output.join('\n')}`);
    this.#bind(step.output, match);
  }

  /** Starts what goes on, and waits until it has said what is shown. */
  async #start(step: Step, command: string): Promise<void> {
    const { child, output } = this.#spawn(command);
    const closed = once(child, 'close');
    this.#background.push({ child, closed });
    const pattern = this.#pattern(step.output, 'within');
    let over = false;
    void closed.then(() => (over = true));
    for (;;) {
      const match = pattern.exec(output());
      if (match !== null) {
        this.#bind(step.output, match);
        return;
      }
      assert.ok(!over, `it ended: ${step.place}: ${step.command}\n${output()}`);
      await Promise.race([once(child.stdout ?? child, 'data'), closed]);
    }
  }

  #spawn(command: string): { child: ChildProcess; output: () => string } {
    // Its own process group, so that everything below it can be ended.
    const child = spawn('bash', ['-c', command], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: this.#home, MESHID_HOME: undefined, npm_config_loglevel: 'error' },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
    return { child, output: () => text };
  }

  /** The command with this session's addresses, and with ports that nobody else has. */
  #here(command: string): string {
    const { rpc, index } = this.#ports;
    const chain = `--rpc http://127.0.0.1:${rpc} --ws ws://127.0.0.1:${rpc + 1}`;
    return command
      .replace(VARYING, (shown) => {
        const came = this.#bound.get(shown);
        if (came === undefined) throw new Error(`"${shown}" is used before it is shown: ${command}`);
        return came;
      })
      .replaceAll(':8898', `:${index}`)
      .replace(/npx meshid localnet/, `$& --port ${rpc}`)
      .replace(/npx meshid index/, `$& ${chain} --port ${index}`)
      .replace(/npx meshid init/, `$& ${chain} --index http://127.0.0.1:${index}`);
  }

  #pattern(shown: readonly string[], where: 'whole' | 'within' = 'whole'): RegExp {
    const { rpc, index } = this.#ports;
    // Columns are aligned behind addresses, of which some are a character shorter.
    const literal = (text: string): string =>
      text
        .replaceAll('/home/you', this.#home)
        .replaceAll(':8899', `:${rpc}`)
        .replaceAll(':8900', `:${rpc + 1}`)
        .replaceAll(':8898', `:${index}`)
        .split(/ {2,}/)
        .map((part) => RegExp.escape(part))
        .join(' {2,}');
    const text = shown.join('\n').trimEnd();
    let source = '';
    let last = 0;
    const seen: string[] = [];
    for (const { 0: token, index: at } of text.matchAll(VARYING)) {
      source += literal(text.slice(last, at));
      last = at + token.length;
      const known = this.#bound.get(token);
      if (token === '…') source += '.*';
      else if (known !== undefined) source += RegExp.escape(known);
      else if (TIME.test(token)) source += '[-0-9T:.]+Z';
      else if (seen.includes(token)) source += `\\${seen.indexOf(token) + 1}`;
      else {
        source += token.startsWith('meshid-') ? '([\\w-]+)' : '([1-9A-HJ-NP-Za-km-z]{32,44})';
        seen.push(token);
      }
    }
    source += literal(text.slice(last));
    return where === 'whole' ? new RegExp(`^${source}$`) : new RegExp(source);
  }

  #bind(shown: readonly string[], match: RegExpExecArray): void {
    const tokens = [...new Set(shown.join('\n').match(VARYING) ?? [])];
    const unknown = tokens.filter((token) => token !== '…' && !TIME.test(token) && !this.#bound.has(token));
    for (const [index, token] of unknown.entries()) this.#bound.set(token, match[index + 1] ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child, closed } of this.#background.reverse()) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGTERM');
      await closed;
    }
    await rm(this.#home, { recursive: true, force: true });
  }
}

/** The first of so many neighbouring ports that are free now. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const address = first.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const others = Array.from({ length: count - 1 }, (_, n) =>
      createServer().listen(port + n + 1, '127.0.0.1'),
    );
    const free = await Promise.all(
      others.map(async (server) =>
        once(server, 'listening').then(
          () => true,
          () => false,
        ),
      ),
    );
    for (const server of [first, ...others]) server.close();
    if (free.every(Boolean)) return port;
  }
}
