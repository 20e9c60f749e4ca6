import assert from 'node:assert/strict';
import { startLocalnet } from '@meshid/localnet';
import { Chain, isMeshidError, type MeshidErrorCode, type Sent } from '@meshid/sdk';
import {
  ComputeBudgetProgram,
  type Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  type PublicKey,
  sendAndConfirmTransaction,
  SystemProgram,
  Transaction,
} from '@solana/web3.js';
import { budgetOf } from '../fixtures/compute-budget.ts';
import { ClosingConnection } from '../fixtures/connection.ts';
import { type Fate, FaultyRpc } from '../fixtures/faulty-rpc.ts';
import { seeded } from '../fixtures/random.ts';
import { until } from '../fixtures/until.ts';

const FEE = 5_000;
const AMOUNT = 1_000_000;
const SLOW = 60_000;

/** A local chain, a faulty endpoint before it, and a wallet that can pay. */
async function openBusyCluster(options: { slotMs?: number; confirmationSlots?: number } = {}) {
  const stack = new AsyncDisposableStack();
  const localnet = stack.use(await startLocalnet({ slotMs: 20, meshid: false, ...options }));
  const rpc = stack.use(await FaultyRpc.before(localnet.rpcUrl));
  const direct = stack.use(
    new ClosingConnection(localnet.rpcUrl, { commitment: 'confirmed', wsEndpoint: localnet.wsUrl }),
  );
  // The faucet pays for priority, and so might what comes after it.
  const chain = new Chain({ rpcUrl: rpc.url, wsUrl: localnet.wsUrl, maxPriorityFee: 0 });
  const payer = Keypair.generate();
  await direct.requestAirdrop(payer.publicKey, LAMPORTS_PER_SOL);
  if (options.slotMs === SLOW) await localnet.faults.warp({ slots: 12 });
  await until(async () => (await direct.getBalance(payer.publicKey)) > 0, 'the airdrop');
  return {
    ...{ localnet, rpc, direct, chain, payer },
    [Symbol.asyncDispose]: async () => stack.disposeAsync(),
  };
}

function transfer(from: PublicKey, to: PublicKey, lamports = AMOUNT) {
  const instruction = SystemProgram.transfer({ fromPubkey: from, toPubkey: to, lamports });
  return [{ name: 'transfer', instruction }];
}

async function failure<C extends MeshidErrorCode>(sent: Promise<Sent>, code: C) {
  const error: unknown = await sent.then(
    ({ signature }) => new Error(`${signature} succeeded`),
    (reason: unknown) => reason,
  );
  assert.ok(isMeshidError(error, code), `${code} and not ${String(error)}`);
  return error;
}

/** Lets slots go by until a promise is settled, on a chain that makes none by itself. */
async function withSlots<T>(warp: () => Promise<unknown>, promise: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const done = promise.finally(() => ended.abort());
  done.catch(() => undefined);
  while (!ended.signal.aborted)
    await Promise.all([warp(), new Promise((resolve) => setTimeout(resolve, 20))]);
  return done;
}

describe('sending on a busy cluster', () => {
  it('pays for priority what was paid lately for the accounts that it writes, and never more than the ceiling', async () => {
    await using cluster = await openBusyCluster({ slotMs: SLOW });
    const { localnet, direct, payer } = cluster;
    const chain = new Chain(localnet);
    const to = Keypair.generate().publicKey;
    const warp = async (): Promise<unknown> => localnet.faults.warp({ slots: 1 });
    await withSlots(warp, chain.send(transfer(payer.publicKey, to), [payer]));
    for (let block = 0; block < 40; block++) await pricedTransfer(direct, payer, to, 60_000).then(warp);

    const sent = await withSlots(warp, chain.send(transfer(payer.publicKey, to), [payer]));
    const { units, price } = await budgetOf(direct, sent.signature);
    assert.equal(price, 60_000);
    assert.ok(units >= sent.computeUnits && units <= sent.computeUnits * 1.6, `${units} units`);
    assert.equal(sent.fee, FEE + Math.ceil((units * price) / 1e6));

    const capped = await withSlots(
      warp,
      chain.send(transfer(payer.publicKey, to, AMOUNT + 1), [payer], { maxPriorityFee: 700 }),
    );
    assert.equal((await budgetOf(direct, capped.signature)).price, 700);
  });

  it('sends again what the cluster drops, and each is executed once', async () => {
    await using cluster = await openBusyCluster({ slotMs: 100 });
    const { rpc, direct, chain, payer } = cluster;
    const random = seeded(7);
    let dropped = 0;
    rpc.judge(({ method }) => {
      if (method !== 'sendTransaction' || (dropped > 2 && random() > 1 / 3)) return 'pass';
      dropped++;
      return 'drop';
    });
    const to = Array.from({ length: 12 }, () => Keypair.generate().publicKey);
    const sent = await Promise.all(
      to.map(async (one) => chain.send(transfer(payer.publicKey, one), [payer])),
    );
    assert.ok(dropped > 2 && rpc.count('sendTransaction') >= to.length + dropped);
    for (const one of to) assert.equal(await direct.getBalance(one), AMOUNT);
    const fees = sent.reduce((sum, { fee = 0 }) => sum + fee, 0);
    assert.equal(await direct.getBalance(payer.publicKey), LAMPORTS_PER_SOL - to.length * AMOUNT - fees);
  });

  it('takes a lost answer for what it is: the transaction succeeds, once', async () => {
    await using cluster = await openBusyCluster();
    const { rpc, direct, chain, payer } = cluster;
    rpc.judge(({ method }) => (method === 'sendTransaction' ? 'lose' : 'pass'));
    const to = Keypair.generate().publicKey;
    await chain.send(transfer(payer.publicKey, to), [payer]);
    assert.equal(await direct.getBalance(to), AMOUNT);
  });

  it('sends again what a fork took back', async () => {
    await using cluster = await openBusyCluster({ slotMs: SLOW, confirmationSlots: 8 });
    const { localnet, direct, chain, payer } = cluster;
    const to = Keypair.generate().publicKey;
    const sent = chain.send(transfer(payer.publicKey, to), [payer]);
    sent.catch(() => undefined);
    const processed = async () => direct.getBalance(to, 'processed');
    await until(async () => {
      await localnet.faults.warp({ slots: 1 });
      return (await processed()) === AMOUNT;
    }, 'the first execution');
    const { dropped } = await localnet.faults.fork(4);
    assert.equal(await processed(), 0);
    const { signature } = await withSlots(async () => localnet.faults.warp({ slots: 1 }), sent);
    assert.deepEqual(dropped, [signature]);
    assert.equal(await direct.getBalance(to), AMOUNT);
  });

  it('tells of one that came too late that it never will be executed, and that nothing was paid', async () => {
    await using cluster = await openBusyCluster();
    const { localnet, rpc, direct, chain, payer } = cluster;
    rpc.judge(({ method }) => (method === 'sendTransaction' ? 'drop' : 'pass'));
    const to = Keypair.generate().publicKey;
    const sent = chain.send(transfer(payer.publicKey, to), [payer]);
    await until(() => rpc.count('sendTransaction') > 0, 'the first attempt');
    await localnet.faults.warp({ slots: 200 });
    const error = await failure(sent, 'chain/expired');
    assert.match(error.message, /never will be; run the command again\. Nothing was changed, and no fee/);
    assert.equal(await direct.getBalance(payer.publicKey), LAMPORTS_PER_SOL);
    assert.equal(await direct.getBalance(to), 0);
  });

  it('finds one that was executed while the chain was away, though its block hash expired meanwhile', async () => {
    await using cluster = await openBusyCluster();
    const { localnet, rpc, direct, chain, payer } = cluster;
    let away = false;
    rpc.judge(({ method }) => {
      if (away) return 'away';
      away = method === 'sendTransaction';
      return away ? 'lose' : 'pass';
    });
    const to = Keypair.generate().publicKey;
    const sent = chain.send(transfer(payer.publicKey, to), [payer]);
    await until(async () => (await direct.getBalance(to)) === AMOUNT, 'the execution');
    await localnet.faults.warp({ slots: 400 });
    away = false;
    rpc.judge(() => 'pass');
    assert.equal(
      await direct.getBalance(payer.publicKey),
      LAMPORTS_PER_SOL - AMOUNT - ((await sent).fee ?? 0),
    );
  });

  it('says that nobody knows what became of one when the chain stays away', async () => {
    await using cluster = await openBusyCluster();
    const { rpc, direct, chain, payer } = cluster;
    let sending = false;
    rpc.judge(({ method }) => {
      if (sending) return 'away';
      sending = method === 'sendTransaction';
      return 'pass';
    });
    const to = Keypair.generate().publicKey;
    const sent = chain.send(transfer(payer.publicKey, to), [payer], { patienceMs: 300 });
    const { context, message } = await failure(sent, 'chain/unsettled');
    assert.ok(message.includes(context.signature) && !message.includes('Nothing was changed'));
    await until(async () => (await direct.getBalance(to)) === AMOUNT, 'what became of it');
    assert.notEqual((await direct.getSignatureStatus(context.signature)).value, null);
  });

  it('says that a chain is away, or takes no more calls, when nothing was sent', async () => {
    await using cluster = await openBusyCluster();
    const { rpc, direct, chain, payer } = cluster;
    const send = async () => chain.send(transfer(payer.publicKey, payer.publicKey), [payer]);
    rpc.judge(() => 'away');
    await failure(send(), 'chain/away');
    rpc.judge(({ method }) => (method === 'sendTransaction' ? 'busy' : 'pass'));
    const error = await failure(send(), 'chain/busy');
    assert.ok(error.retryable);
    assert.equal(await direct.getBalance(payer.publicKey), LAMPORTS_PER_SOL);
  });

  it('tells what one cost that failed when it was executed, and that one which only failed in simulation cost nothing', async () => {
    await using cluster = await openBusyCluster();
    const { rpc, direct, chain, payer } = cluster;
    const to = Keypair.generate().publicKey;
    const other = Keypair.generate();
    await chain.send(transfer(payer.publicKey, other.publicKey, 10 * AMOUNT), [payer]);
    const before = await direct.getBalance(payer.publicKey);
    const all = transfer(other.publicKey, to, 10 * AMOUNT);
    rpc.judge(async ({ method }): Promise<Fate> => {
      // Somebody else is faster than the transaction that was just found good.
      if (method === 'sendTransaction')
        await sendAndConfirmTransaction(
          direct,
          new Transaction().add(...transfer(other.publicKey, to, 9 * AMOUNT).map((one) => one.instruction)),
          [other],
        );
      return 'pass';
    });
    const executed = await failure(chain.send(all, [payer, other]), 'chain/insufficient-funds');
    assert.equal(executed.context.executed?.fee, 2 * FEE);
    assert.match(
      executed.message,
      /Nothing was changed, but its fee of 10000 lamports was paid \(transaction/,
    );
    assert.equal(await direct.getBalance(payer.publicKey), before - 2 * FEE);

    const simulated = await failure(chain.send(all, [payer, other]), 'chain/insufficient-funds');
    assert.equal(simulated.context.executed, undefined);
    assert.match(simulated.message, /Nothing was changed, and no fee was paid$/);
    assert.equal(await direct.getBalance(payer.publicKey), before - 2 * FEE);
  });

  it('names the transaction that is on its way when it is interrupted, and sends nothing when it was before', async () => {
    await using cluster = await openBusyCluster({ slotMs: SLOW });
    const { localnet, rpc, direct, chain, payer } = cluster;
    const to = Keypair.generate().publicKey;
    const aborted = AbortSignal.abort();
    await assert.rejects(chain.send(transfer(payer.publicKey, to), [payer], { signal: aborted }), {
      name: 'AbortError',
    });
    assert.equal(rpc.count('sendTransaction'), 0);
    const interrupt = new AbortController();
    const sent = chain.send(transfer(payer.publicKey, to), [payer], { signal: interrupt.signal });
    sent.catch(() => undefined);
    await until(() => rpc.count('sendTransaction') > 0, 'the sending');
    interrupt.abort();
    const { context, message } = await failure(sent, 'chain/interrupted');
    assert.match(message, /may still be executed and paid for/);
    await localnet.faults.warp({ slots: 4 });
    assert.notEqual((await direct.getSignatureStatus(context.signature)).value, null);
  });
});

/** By somebody who is in a hurry. */
async function pricedTransfer(
  direct: Connection,
  payer: Keypair,
  to: PublicKey,
  price: number,
): Promise<void> {
  const { blockhash, lastValidBlockHeight } = await direct.getLatestBlockhash('processed');
  const transaction = new Transaction({ feePayer: payer.publicKey, blockhash, lastValidBlockHeight }).add(
    ComputeBudgetProgram.setComputeUnitPrice({ microLamports: price }),
    ...transfer(payer.publicKey, to, 1).map((one) => one.instruction),
  );
  transaction.sign(payer);
  await direct.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
}
