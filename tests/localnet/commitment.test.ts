import assert from 'node:assert/strict';
import {
  Keypair,
  LAMPORTS_PER_SOL,
  PublicKey,
  sendAndConfirmTransaction,
  SystemProgram,
  Transaction,
  type AccountInfo,
  type KeyedAccountInfo,
} from '@solana/web3.js';
import { connect, fundedWallet, rpc, startChain, until } from './world.ts';

const COMMITMENTS = ['processed', 'confirmed', 'finalized'] as const;
const CLOCK = new PublicKey('SysvarC1ock11111111111111111111111111111111');
const SLOW = 60_000;
const ANY_VERSION = { maxSupportedTransactionVersion: 0 };

describe('commitments on the local chain', () => {
  it('shows a change first to processed, then to confirmed, then to finalized reads', async () => {
    // Slots pass only when the test makes them.
    await using chain = await startChain({ slotMs: SLOW });
    await using connection = connect(chain);
    const to = Keypair.generate().publicKey;
    const balances = () =>
      Promise.all(
        COMMITMENTS.map(
          async (commitment) => (await connection.getBalance(to, commitment)) / LAMPORTS_PER_SOL,
        ),
      );
    await chain.faults.warp({ slots: 40 });
    const signature = await connection.requestAirdrop(to, 5 * LAMPORTS_PER_SOL);
    assert.deepEqual(await balances(), [5, 0, 0]);
    assert.equal(await connection.getTransaction(signature, ANY_VERSION), null);
    await chain.faults.warp({ slots: 1 });
    assert.deepEqual(await balances(), [5, 5, 0]);
    assert.equal((await connection.getSignatureStatus(signature)).value?.confirmationStatus, 'confirmed');
    assert.equal((await rpc(chain.rpcUrl, 'getTransaction', signature)).result, null);
    await connection.requestAirdrop(to, 7 * LAMPORTS_PER_SOL);
    assert.deepEqual(await balances(), [12, 5, 0]);
    await chain.faults.warp({ slots: 31 });
    assert.deepEqual(await balances(), [12, 12, 5]);
    await chain.faults.warp({ slots: 1 });
    assert.deepEqual(await balances(), [12, 12, 12]);
    assert.equal((await connection.getSignatureStatus(signature)).value?.confirmations, null);
  });

  it('lists program accounts as they were at the commitment asked for', async () => {
    await using chain = await startChain({ slotMs: SLOW });
    await using connection = connect(chain, 'processed');
    const payer = await fundedWallet(connection);
    const owner = Keypair.generate().publicKey;
    const created = Keypair.generate();
    const transaction = new Transaction().add(
      SystemProgram.createAccount({
        ...{ fromPubkey: payer.publicKey, newAccountPubkey: created.publicKey, programId: owner },
        ...{ lamports: LAMPORTS_PER_SOL, space: 1 },
      }),
    );
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(payer, created);
    await connection.sendRawTransaction(transaction.serialize());
    const counts = () =>
      Promise.all(
        COMMITMENTS.map(
          async (commitment) => (await connection.getProgramAccounts(owner, { commitment })).length,
        ),
      );
    assert.deepEqual(await counts(), [1, 0, 0]);
    await chain.faults.warp({ slots: 1 });
    assert.deepEqual(await counts(), [1, 1, 0]);
  });

  it('tells each subscriber at its own commitment', async () => {
    await using chain = await startChain({ slotMs: SLOW });
    await using connection = connect(chain);
    const to = Keypair.generate().publicKey;
    const told: string[] = [];
    for (const commitment of COMMITMENTS)
      connection.onAccountChange(to, () => told.push(commitment), { commitment });
    await until(async () => {
      await connection.requestAirdrop(to, LAMPORTS_PER_SOL);
      await chain.faults.warp({ slots: 1 });
      return told.includes('confirmed') && told.includes('processed');
    }, 'the first notifications');
    assert.ok(!told.includes('finalized'));
    await chain.faults.warp({ slots: 33 });
    await until(() => told.includes('finalized'), 'the finalized notification');
  });

  it('keeps finalized 32 slots behind and confirmed one', async () => {
    await using chain = await startChain({ slotMs: SLOW });
    await chain.faults.warp({ slots: 50 });
    const slots = await Promise.all(
      COMMITMENTS.map((commitment) => rpc(chain.rpcUrl, 'getSlot', { commitment })),
    );
    assert.deepEqual(
      slots.map(({ result }) => result),
      [51, 50, 19],
    );
  });

  it('accepts a block hash for 150 blocks and not after', async () => {
    await using chain = await startChain({ slotMs: SLOW });
    await using connection = connect(chain, 'processed');
    const payer = await fundedWallet(connection);
    await chain.faults.warp({ slots: 1 });
    const latest = await connection.getLatestBlockhash('confirmed');
    const signed = (lamports: number) => {
      const transfer = SystemProgram.transfer({
        fromPubkey: payer.publicKey,
        toPubkey: payer.publicKey,
        lamports,
      });
      const transaction = new Transaction({ feePayer: payer.publicKey, ...latest }).add(transfer);
      transaction.sign(payer);
      return transaction.serialize();
    };
    const height = await connection.getBlockHeight();
    assert.equal(latest.lastValidBlockHeight, height - 1 + 150);
    await chain.faults.warp({ slots: latest.lastValidBlockHeight - height });
    await connection.sendRawTransaction(signed(1));
    assert.equal((await connection.isBlockhashValid(latest.blockhash)).value, true);
    await chain.faults.warp({ slots: 1 });
    assert.equal((await connection.isBlockhashValid(latest.blockhash)).value, false);
    await assert.rejects(connection.sendRawTransaction(signed(2)), /Blockhash not found/);
  });

  it('refuses the same transaction twice', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const to = Keypair.generate().publicKey;
    const transaction = new Transaction().add(
      SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports: LAMPORTS_PER_SOL }),
    );
    await sendAndConfirmTransaction(connection, transaction, [payer]);
    await assert.rejects(connection.sendRawTransaction(transaction.serialize()), /already been processed/);
    await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
    assert.equal(await connection.getBalance(to, 'processed'), LAMPORTS_PER_SOL);
  });

  it('stays silent towards program subscribers when an account is closed, and tells its own subscriber', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const wallet = await fundedWallet(connection, 1);
    const ofProgram: KeyedAccountInfo[] = [];
    const ofAccount: AccountInfo<Buffer>[] = [];
    connection.onProgramAccountChange(SystemProgram.programId, (info) => ofProgram.push(info), {
      commitment: 'confirmed',
    });
    connection.onAccountChange(wallet.publicKey, (info) => ofAccount.push(info), { commitment: 'confirmed' });
    const other = Keypair.generate().publicKey;
    // Told of something first, so that silence later isn't a subscription that never began.
    await until(async () => {
      await connection.requestAirdrop(other, LAMPORTS_PER_SOL);
      return ofProgram.some(({ accountId }) => accountId.equals(other));
    }, 'the first notification');
    const empty = new Transaction();
    empty.feePayer = payer.publicKey;
    empty.add(
      SystemProgram.transfer({ fromPubkey: wallet.publicKey, toPubkey: other, lamports: LAMPORTS_PER_SOL }),
    );
    await sendAndConfirmTransaction(connection, empty, [payer, wallet]);
    assert.equal(await connection.getAccountInfo(wallet.publicKey), null);
    await until(() => ofAccount.length > 0, 'the notification of the account itself');
    assert.deepEqual([ofAccount.at(-1)?.lamports, ofAccount.at(-1)?.data.length], [0, 0]);
    assert.ok(!ofProgram.some(({ accountId }) => accountId.equals(wallet.publicKey)));
  });

  it('moves the clock that programs see with its blocks', async () => {
    await using chain = await startChain({ slotMs: SLOW });
    await using connection = connect(chain, 'processed');
    const unixTime = async () => Number((await connection.getAccountInfo(CLOCK))?.data.readBigInt64LE(32));
    const before = await unixTime();
    assert.ok(Math.abs(before - Date.now() / 1000) < 30);
    const { slot, time } = await chain.faults.warp({ seconds: 86_400 });
    assert.ok(time >= before + 86_400);
    assert.equal(await unixTime(), time);
    assert.equal(Number((await connection.getAccountInfo(CLOCK))?.data.readBigUInt64LE(0)), slot);
  });
});
