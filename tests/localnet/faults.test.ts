import assert from 'node:assert/strict';
import { Keypair, LAMPORTS_PER_SOL, SystemProgram, Transaction } from '@solana/web3.js';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, fundedWallet, rpc, startChain, temporaryFolder, until } from './world.ts';

const SLOW = 60_000;
const GONE = { lamports: 0n, data: new Uint8Array(), executable: false, rentEpoch: 0n };

describe('faults of the local chain', () => {
  it('forks away the last blocks: their transactions never were and may be sent again', async () => {
    await using chain = await startChain({ slotMs: SLOW, confirmationSlots: 8 });
    await using connection = connect(chain, 'processed');
    const payer = await fundedWallet(connection);
    await chain.faults.warp({ slots: 10 });
    const to = Keypair.generate().publicKey;
    const latest = await connection.getLatestBlockhash('confirmed');
    const transfer = SystemProgram.transfer({
      fromPubkey: payer.publicKey,
      toPubkey: to,
      lamports: LAMPORTS_PER_SOL,
    });
    const transaction = new Transaction({ feePayer: payer.publicKey, ...latest }).add(transfer);
    transaction.sign(payer);
    const wire = transaction.serialize();
    const signature = await connection.sendRawTransaction(wire);
    const included = await connection.getSlot();
    const { slot } = await chain.faults.warp({ slots: 2 });
    const confirmed = await connection.getSlot('confirmed');
    const lost = await connection.getLatestBlockhash();

    const forked = await chain.faults.fork(2);
    assert.deepEqual(forked, { slot: included - 1, dropped: [signature] });
    assert.equal(await connection.getBalance(to), 0);
    assert.equal((await connection.getSignatureStatus(signature)).value, null);
    assert.deepEqual(await connection.getSignaturesForAddress(to, {}, 'confirmed'), []);
    assert.equal((await connection.isBlockhashValid(lost.blockhash)).value, false);
    // The new fork goes on with the next slot; those it left behind have no block.
    assert.equal(await connection.getSlot(), slot + 1);
    assert.equal(await connection.getSlot('confirmed'), confirmed);

    await connection.sendRawTransaction(wire);
    await chain.faults.warp({ slots: 12 });
    assert.equal(await connection.getBalance(to, 'confirmed'), LAMPORTS_PER_SOL);
    const block = await connection.getBlock(slot + 1, {
      maxSupportedTransactionVersion: 0,
      commitment: 'confirmed',
    });
    assert.equal(block?.parentSlot, included - 1);
    assert.equal(
      (await rpc(chain.rpcUrl, 'getBlock', included, { commitment: 'confirmed' })).error?.code,
      -32007,
    );
  });

  it('tells account subscribers that a fork took their change back', async () => {
    await using chain = await startChain({ slotMs: SLOW, confirmationSlots: 8 });
    await using connection = connect(chain, 'processed');
    const to = Keypair.generate().publicKey;
    await connection.requestAirdrop(to, 3 * LAMPORTS_PER_SOL);
    await chain.faults.warp({ slots: 1 });
    const told: number[] = [];
    connection.onAccountChange(to, ({ lamports }) => told.push(lamports), { commitment: 'processed' });
    await until(async () => {
      await connection.requestAirdrop(to, LAMPORTS_PER_SOL);
      await chain.faults.warp({ slots: 1 });
      return told.length > 0;
    }, 'the change');
    const before = await connection.getBalance(to);
    await until(() => told.at(-1) === before, 'the last change');
    await chain.faults.fork(1);
    await chain.faults.warp({ slots: 1 });
    await until(() => told.at(-1) === before - LAMPORTS_PER_SOL, 'the change taken back');
  });

  it('never forks away what is finalized', async () => {
    await using chain = await startChain({ slotMs: SLOW });
    await chain.faults.warp({ slots: 100 });
    await assert.rejects(chain.faults.fork(33), /only 31 blocks/);
  });

  it('drops the notifications that a test picks, and none after', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    let slots = 0;
    let roots = 0;
    connection.onSlotChange(() => (slots += 1));
    connection.onRootChange(() => (roots += 1));
    await until(() => slots > 0 && roots > 0, 'the first slots');
    chain.faults.dropNotifications(({ method }) => method === 'slotNotification');
    await until(async () => {
      const [slotsBefore, rootsBefore] = [slots, roots];
      await until(() => roots > rootsBefore + 3, 'roots');
      return slots === slotsBefore;
    }, 'silence about slots');
    const before = slots;
    chain.faults.dropNotifications(false);
    await until(() => slots > before, 'slots again');
  });

  it('duplicates, reorders and delays notifications', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const slots: number[] = [];
    connection.onSlotChange(({ slot }) => slots.push(slot));
    await until(() => slots.length > 0, 'the first slot');
    chain.faults.duplicateNotifications(true);
    await until(() => slots.some((slot, i) => slots.indexOf(slot) !== i), 'a slot twice');
    chain.faults.duplicateNotifications(false);
    chain.faults.reorderNotifications(0.5);
    await until(() => slots.some((slot, i) => slot < (slots[i - 1] ?? 0)), 'a slot after a later one');
    chain.faults.reorderNotifications(false);
    chain.faults.delayNotifications(400);
    await until(
      async () => (await connection.getSlot('processed')) - (slots.at(-1) ?? 0) > 10,
      'slots to come late',
    );
  });

  it('stops the clock, and writes an account past all rules, of which a restart of the chain would know', async () => {
    await using folder = await temporaryFolder();
    const options = { slotMs: SLOW, faults: true, ledger: folder.path };
    const address = Keypair.generate().publicKey;
    const data = Buffer.from('what nobody signed');
    {
      await using chain = await startChain(options);
      const call = async (method: string, ...params: unknown[]) => rpc(chain.rpcUrl, method, ...params);
      await call('localnet_stopClock');
      const { result: before } = await call('localnet_warp', { slots: 1 });
      await delay(1_100);
      const { result: after } = await call('localnet_warp', { slots: 1 });
      const timeOf = (told: unknown) => (told as { time: number }).time;
      assert.equal(timeOf(after), timeOf(before));
      assert.equal(timeOf((await call('localnet_warp', { seconds: 7 })).result), timeOf(before) + 7);

      const account = { lamports: 5_000_000, owner: SystemProgram.programId.toBase58(), executable: false };
      const written = { ...account, data: data.toString('base64') };
      assert.equal((await call('localnet_setAccount', address.toBase58(), written)).error, undefined);
      const wrong = await call('localnet_setAccount', address.toBase58(), { ...written, lamports: -1 });
      assert.equal(wrong.error?.code, -32602);
      await chain.faults.warp({ slots: 2 });
    }
    await using again = await startChain(options);
    await using connection = connect(again);
    const found = await connection.getAccountInfo(address);
    assert.deepEqual([found?.lamports, found?.data], [5_000_000, data]);
    again.faults.setAccount(address.toBase58(), { ...GONE, owner: SystemProgram.programId.toBase58() });
    await again.faults.warp({ slots: 2 });
    assert.equal(await connection.getAccountInfo(address), null);
  });

  it('does the same over the wire when it was started for that', async () => {
    await using chain = await startChain({ slotMs: SLOW, faults: true });
    const call = async (method: string, ...params: unknown[]) =>
      (await rpc(chain.rpcUrl, method, ...params)).result;
    await call('localnet_dropNotifications', 0.5);
    await call('localnet_dropNotifications', false);
    await call('localnet_delayNotifications', 1);
    const { slot } = (await call('localnet_warp', { slots: 5, seconds: 10 })) as { slot: number };
    assert.equal(slot, 6);
    assert.deepEqual(await call('localnet_fork', 2), { slot: 3, dropped: [] });
    assert.equal((await rpc(chain.rpcUrl, 'localnet_fork', 900)).error?.code, -32602);
    assert.equal((await rpc(chain.rpcUrl, 'localnet_dropNotifications', 2)).error?.code, -32602);
  });
});
