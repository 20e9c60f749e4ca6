import assert from 'node:assert/strict';
import { type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { PROGRAM_BINARY, PROGRAM_DATA_HEADER, PROGRAM_ID, programDataAddress } from '@meshid/sdk';
import {
  ComputeBudgetProgram,
  Keypair,
  LAMPORTS_PER_SOL,
  PublicKey,
  SystemProgram,
  Transaction,
} from '@solana/web3.js';
import { bufferAddress } from '../../migrations/deploy/buffer.ts';
import { countWrites } from '../../migrations/deploy/filling.ts';
import { budgetOf } from '../fixtures/compute-budget.ts';
import { FaultyRpc } from '../fixtures/faulty-rpc.ts';
import { seeded } from '../fixtures/random.ts';
import { connect, fundedWallet, startChain, temporaryFolder, until } from '../localnet/world.ts';
import {
  authorityOf,
  codeAt,
  Deployer,
  endOf,
  FEE,
  give,
  isWrite,
  openSite,
  PROBE,
  writtenSoFar,
} from './deployer.ts';

const BETWEEN_KILLS = 10;

describe('a deployment on a cluster and a machine that fail it', function () {
  this.timeout(600_000);

  it('killed at every tenth write, it goes on each time with those that are left, and pays for each once', async () => {
    await using site = await openSite();
    const { chain, connection, deployer } = site;
    const payer = await fundedWallet(connection);
    const program = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(program), '--other-id'];
    const binary = await readFile(PROGRAM_BINARY);
    const all = countWrites(binary);
    const before = await connection.getBalance(payer.publicKey);
    let kept = 0;
    for (let written = 0; all - written > BETWEEN_KILLS; written += BETWEEN_KILLS) {
      // One for each run: what a killed one had sent may arrive late.
      await using rpc = await FaultyRpc.before(chain.rpcUrl);
      const child = await deployer.start(payer, ...at, '--url', rpc.url);
      const writes = new Set<unknown>();
      rpc.judge((call) => {
        const [wire] = call.params;
        if (!isWrite(call) || writes.has(wire)) return 'pass';
        if (writes.size === BETWEEN_KILLS) return 'away';
        writes.add(wire);
        if (writes.size === BETWEEN_KILLS) child.kill('SIGKILL');
        return 'pass';
      });
      const { lines } = await endOf(child);
      assert.equal(child.signalCode, 'SIGKILL');
      if (written === 0) kept = Number(lines[0]?.['kept']);
      assert.equal(lines[0]?.['writes'], all - written);
      const isNext = async () =>
        (await writtenSoFar(connection, payer.publicKey, binary)) === written + BETWEEN_KILLS;
      await until(isNext, 'the last of the writes');
    }
    const { status, lines, stderr } = await deployer.run(payer, ...at);
    assert.equal(status, 0, stderr);
    assert.equal(lines[1]?.['changed'], true);
    assert.ok((await codeAt(connection, program.publicKey)).equals(binary));
    const { address } = await bufferAddress(payer.publicKey, binary);
    assert.equal(await connection.getBalance(address), 0);
    // The buffer's making, its writes, and the deployment by two signatures.
    const spent = before - (await connection.getBalance(payer.publicKey));
    assert.equal(spent, kept + FEE * (1 + all + 2));
  });

  it('killed just before and just after each step of an upgrade that grows the program, it does each once', async () => {
    const authority = Keypair.generate();
    const program = new PublicKey(PROGRAM_ID);
    const programs = [{ address: PROGRAM_ID, path: PROBE, upgradeAuthority: authority.publicKey.toBase58() }];
    await using site = await openSite({ slotMs: 50, programs });
    const { chain, connection, deployer } = site;
    await give(connection, authority.publicKey, 5 * LAMPORTS_PER_SOL);
    const binary = await readFile(PROGRAM_BINARY);
    const small = await readFile(PROBE);
    const successor = Keypair.generate().publicKey.toBase58();

    let kills = 0;
    for (let child: ChildProcess | undefined; child?.exitCode !== 0; kills++) {
      assert.ok(kills < 10, 'it comes to its end');
      await using rpc = await FaultyRpc.before(chain.rpcUrl);
      const started = await deployer.start(authority, '--new-authority', successor, '--url', rpc.url);
      child = started;
      let isKilled = false;
      rpc.judge((call) => {
        if (call.method !== 'sendTransaction' || isWrite(call)) return isKilled ? 'away' : 'pass';
        // Each step is killed twice: once before the cluster hears of it, once after.
        const fate = isKilled || kills % 2 === 0 ? 'away' : 'pass';
        started.kill('SIGKILL');
        isKilled = true;
        return fate;
      });
      if (kills === 8) rpc.judge(() => 'pass');
      const { stderr } = await endOf(started);
      assert.ok(started.signalCode === 'SIGKILL' || started.exitCode === 0, stderr);
    }
    assert.equal(kills, 9, 'four steps: buffer, extension, upgrade, authority');
    assert.ok((await codeAt(connection, program)).equals(binary), 'and not a byte more than it grew by');
    assert.equal(await authorityOf(chain.rpcUrl, program), successor);
    const { address } = await bufferAddress(authority.publicKey, binary);
    assert.equal(await connection.getBalance(address), 0);
    const rent = async (bytes: number) =>
      connection.getMinimumBalanceForRentExemption(PROGRAM_DATA_HEADER + bytes);
    const growth = (await rent(binary.length)) - (await rent(small.length));
    const spent = 5 * LAMPORTS_PER_SOL - (await connection.getBalance(authority.publicKey));
    assert.equal(spent, growth + FEE * (4 + countWrites(binary)));
    assert.equal(
      (await connection.getAccountInfo(programDataAddress(program)))?.lamports,
      await rent(binary.length),
    );
  });

  it('is finished in one run by a cluster that drops a third of the transactions, and pays for each once', async () => {
    await using folder = await temporaryFolder();
    await using chain = await startChain({ slotMs: 50 });
    await using connection = connect(chain);
    await using rpc = await FaultyRpc.before(chain.rpcUrl);
    const deployer = new Deployer(folder.path, rpc.url);
    const payer = await fundedWallet(connection);
    const program = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(program), '--other-id'];
    const before = await connection.getBalance(payer.publicKey);
    const random = seeded(5);
    let dropped = 0;
    rpc.judge(({ method }) => {
      if (method !== 'sendTransaction' || random() > 1 / 3) return 'pass';
      dropped++;
      return 'drop';
    });
    const { status, lines, stderr } = await deployer.run(payer, ...at);
    assert.equal(status, 0, stderr);
    assert.ok(dropped > countWrites(await readFile(PROGRAM_BINARY)) / 4, `${dropped} were dropped`);
    assert.ok((await codeAt(connection, program.publicKey)).equals(await readFile(PROGRAM_BINARY)));
    const spent = before - (await connection.getBalance(payer.publicKey));
    assert.equal(spent, Number(lines[0]?.['kept']) + Number(lines[0]?.['fees']));
  });

  it('pays for priority what others pay there, tells it before, and never more than the ceiling', async () => {
    await using folder = await temporaryFolder();
    await using chain = await startChain({ slotMs: 60_000 });
    await using connection = connect(chain, 'processed');
    await using rpc = await FaultyRpc.before(chain.rpcUrl);
    const deployer = new Deployer(folder.path, rpc.url);
    const payer = Keypair.generate();
    const hasty = Keypair.generate();
    for (const { publicKey } of [payer, hasty])
      await connection.requestAirdrop(publicKey, 5 * LAMPORTS_PER_SOL);
    for (let block = 0; block < 40; block++) {
      await chain.faults.warp({ slots: 1 });
      const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash();
      const transaction = new Transaction({ feePayer: hasty.publicKey, blockhash, lastValidBlockHeight }).add(
        ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 40_000 + block }),
        SystemProgram.transfer({ fromPubkey: hasty.publicKey, toPubkey: payer.publicKey, lamports: 0 }),
      );
      transaction.sign(hasty);
      await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
    }
    await chain.faults.warp({ slots: 4 });
    const before = await connection.getBalance(payer.publicKey);
    const program = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(program), '--other-id', '--binary', PROBE];
    const dry = async (most: string) =>
      (await deployer.run(payer, ...at, '--dry-run', '--max-priority-fee', most)).lines[0]?.['priorityFee'];
    assert.equal(await dry('700'), 700);
    const price = Number(await dry('100000'));
    assert.ok(price >= 40_000 && price < 40_040, `${price}`);

    const child = await deployer.start(payer, ...at, '--max-priority-fee', '40000');
    const ended = endOf(child);
    // Blocks that nobody pays in would make the price fall before the plan is made.
    await until(() => rpc.count('sendTransaction') > 0 || child.exitCode !== null, 'the plan');
    while (child.exitCode === null && child.signalCode === null) {
      await chain.faults.warp({ slots: 1 });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { status, lines, stderr } = await ended;
    assert.equal(status, 0, stderr);
    const { address } = await bufferAddress(payer.publicKey, await readFile(PROBE));
    // The deployment, the writes, and the buffer's making, newest first.
    const history = await connection.getSignaturesForAddress(address, {}, 'confirmed');
    const [, write] = history;
    assert.equal(history.length, 2 + countWrites(await readFile(PROBE)));
    assert.deepEqual(await budgetOf(connection, write?.signature ?? ''), { units: 3_000, price: 40_000 });
    const spent = before - (await connection.getBalance(payer.publicKey, 'confirmed'));
    const [plan] = lines;
    const least = Number(plan?.['kept']) + FEE * (history.length + 1);
    assert.ok(spent > least && spent <= Number(plan?.['kept']) + Number(plan?.['fees']), `${spent}`);
  });
});
