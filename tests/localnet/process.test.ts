import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { connect as connectSocket } from 'node:net';
import { spawnChain, startProcess } from './process.ts';
import { rpc, temporaryFolder, until } from './world.ts';

const isListening = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy()).setTimeout(1000, () => socket.destroy());
    socket.once('connect', () => socket.end());
  });

describe('the local chain as a process', () => {
  it('prints one JSON line when it answers, and ends cleanly on SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      await using chain = await startProcess();
      const { rpcUrl, wsUrl, genesisHash } = chain.ready;
      assert.equal(Number(new URL(wsUrl).port), Number(new URL(rpcUrl).port) + 1);
      assert.equal((await rpc(rpcUrl, 'getGenesisHash')).result, genesisHash);
      assert.equal(await chain.end(signal), 0);
      assert.equal(await isListening(rpcUrl), false);
    }
  });

  it('ends when the process that it serves has ended', async () => {
    const parent = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    await using chain = await startProcess('--parent-pid', String(parent.pid));
    parent.kill('SIGKILL');
    await until(() => chain.child.exitCode !== null, 'the chain to end');
    assert.equal(chain.child.exitCode, 0);
  });

  it('answers bad arguments with exit status 2 and its help', async () => {
    for (const args of [['--port', 'x'], ['--slot-ms', '0'], ['--nothing'], ['--program', 'x']]) {
      const child = spawnChain(...args);
      const [errors] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      assert.equal(child.exitCode, 2, args.join(' '));
      assert.match(errors, /--ledger DIR/);
    }
    const help = spawnChain('--help');
    const [output] = await Promise.all([text(help.stdout), once(help, 'exit')]);
    assert.equal(help.exitCode, 0);
    assert.match(output, /--parent-pid/);
  });

  it('tells what is wrong as JSON when it cannot start', async () => {
    await using folder = await temporaryFolder();
    await using first = await startProcess('--ledger', folder.path);
    const second = spawnChain('--no-program', '--ledger', folder.path);
    const [errors] = await Promise.all([text(second.stderr), once(second, 'exit')]);
    assert.equal(second.exitCode, 1);
    const { error } = JSON.parse(errors) as { error: { code: string } };
    assert.equal(error.code, 'localnet/ledger-in-use');
    assert.equal((await rpc(first.ready.rpcUrl, 'getHealth')).result, 'ok');
  });
});
