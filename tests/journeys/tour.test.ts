import { decodeAs, parseAddress } from '@meshid/sdk';
import { Connection, PublicKey } from '@solana/web3.js';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const TOUR = fileURLToPath(new URL('../../tour/src/main.ts', import.meta.url));
const STEPS = ['chain', 'index', 'enrol', 'publish', 'grant', 'fetch', 'stranger', 'version', 'revoke'];

type Line = Readonly<Record<string, unknown>>;

describe('the tour', () => {
  let folder: string;
  let temporary: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshid-tour-test-'));
    temporary = join(folder, 'temporary');
    await mkdir(temporary);
    await mkdir(join(folder, 'source', 'inner'), { recursive: true });
    await writeFile(join(folder, 'source', 'inner', 'file'), 'content\n'.repeat(1_000));
    await writeFile(join(folder, 'source', 'empty'), '');
    await writeFile(join(folder, 'source', 'run'), '#!/bin/sh\n');
    await chmod(join(folder, 'source', 'run'), 0o750);
    await symlink('inner/file', join(folder, 'source', 'link'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    for (const pid of await processesOf(folder)) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the tour in a process group of its own, with its folders below this test's. */
  const start = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, ['--conditions=@meshid/source', TOUR, ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: temporary },
    });
    children.push(child);
    return child;
  };

  it('takes its nine steps on a folder, says so line by line, and leaves nothing behind', async () => {
    const { status, lines, stderr } = await finish(start('--json', join(folder, 'source')));
    assert.equal(status, 0, `${stderr}\n${JSON.stringify(lines.at(-2))}`);
    assert.deepEqual(
      lines.map(({ step, ok }) => [step, ok]),
      [...STEPS, 'done'].map((step) => [step, true]),
    );
    const [, , enrol, publish, , fetched, , version, revoke] = lines;
    assert.ok(Object.keys(enrol?.['computeUnits'] as object).includes('enroll_device'));
    assert.equal(publish?.['files'], 3);
    assert.equal(fetched?.['bytes'], 8_010);
    assert.ok(Number(version?.['travelledBytes']) <= Number(version?.['allowedBytes']));
    assert.ok(Number(revoke?.['revokeToDenyMs']) <= 2_000);
    assert.deepEqual(await readdir(temporary), []);
    assert.deepEqual(await processesOf(folder), []);
  });

  it('leaves what it made for checking from outside when it is told to', async () => {
    const { status, lines, stderr } = await finish(start('--json', '--keep', join(folder, 'source')));
    assert.equal(status, 0, stderr);
    const at = new Map(lines.map((line) => [String(line['step']), line]));
    const connection = new Connection(String(at.get('chain')?.['rpcUrl']), 'confirmed');
    const dataset = parseAddress(String(at.get('publish')?.['dataset']));
    const account = await connection.getAccountInfo(new PublicKey(dataset));
    assert.equal(account?.owner.toBase58(), at.get('chain')?.['programId']);
    const { sequence, owner } = decodeAs('dataset', dataset, account?.data ?? Buffer.alloc(0));
    assert.equal(sequence, 3n);
    assert.equal(owner, (at.get('enrol')?.['owner'] as Line | undefined)?.['person']);

    const sent = lines.flatMap(({ transactions }) => (transactions ?? []) as { signature: string }[]);
    assert.ok(sent.length >= 12, `${sent.length} transactions`);
    for (const { signature } of sent) {
      const transaction = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
      assert.equal(transaction?.meta?.err, null, signature);
    }
    const destination = String(at.get('fetch')?.['destination']);
    assert.equal(
      await readFile(join(destination, 'run'), 'utf8'),
      await readFile(join(folder, 'source', 'run'), 'utf8'),
    );
    const done = at.get('done');
    assert.ok(existsSync(String(done?.['folder'])));
    for (const pid of Object.values(done?.['processes'] as object)) process.kill(Number(pid), 'SIGTERM');
    await noneLeft(folder);
  });

  it('stops everything that it started on Ctrl-C', async () => {
    const child = start('--json', join(folder, 'source'));
    if (child.stdout === null || child.pid === undefined) throw new Error('it did not start');
    const closed = once(child, 'close');
    for await (const line of createInterface({ input: child.stdout }))
      if ((JSON.parse(line) as Line)['step'] === 'enrol') break;
    child.stdout.resume();
    assert.notEqual((await processesOf(folder)).length, 0);
    process.kill(-child.pid, 'SIGINT');
    await closed;
    assert.equal(child.exitCode, 130);
    await noneLeft(folder);
    assert.deepEqual(await readdir(temporary), []);
  });

  it('says in one sentence that a folder is none', async () => {
    const { status, lines, stderr } = await finish(start('--json', join(folder, 'nowhere')));
    assert.equal(status, 2);
    assert.deepEqual(lines, []);
    assert.match(stderr, /^\S*nowhere is not a folder; give the folder .*\n$/);
  });
});

async function finish(child: ChildProcess): Promise<{ status: number; lines: Line[]; stderr: string }> {
  if (child.stdout === null || child.stderr === null) throw new Error('it has no output');
  const [stdout, stderr] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    once(child, 'close'),
  ]);
  const lines = stdout.join('').split('\n').filter(Boolean);
  return {
    status: child.exitCode ?? -1,
    lines: lines.map((line) => JSON.parse(line) as Line),
    stderr: stderr.join(''),
  };
}

/** The processes whose command line names this folder. */
async function processesOf(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const named = await Promise.all(
    pids.map(async (pid) =>
      (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(folder) ? [Number(pid)] : [],
    ),
  );
  return named.flat();
}

async function noneLeft(folder: string): Promise<void> {
  while ((await processesOf(folder)).length > 0) await delay(50);
}
