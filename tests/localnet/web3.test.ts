import assert from 'node:assert/strict';
import {
  AddressLookupTableProgram,
  Keypair,
  LAMPORTS_PER_SOL,
  NONCE_ACCOUNT_LENGTH,
  NonceAccount,
  PublicKey,
  sendAndConfirmTransaction,
  SystemProgram,
  Transaction,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
  type Connection,
  type KeyedAccountInfo,
  type Logs,
  type SendTransactionError,
} from '@solana/web3.js';
import { connect, fundedWallet, rpc, startChain, until } from './world.ts';

const MEMO = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

const transfer = (from: Keypair, to: PublicKey, lamports: number) =>
  new Transaction().add(SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports }));

async function sendVersioned(
  connection: Connection,
  payer: Keypair,
  instructions: TransactionMessage['instructions'],
  tables: Parameters<TransactionMessage['compileToV0Message']>[0] = [],
) {
  const latest = await connection.getLatestBlockhash();
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: latest.blockhash,
    instructions,
  });
  const transaction = new VersionedTransaction(message.compileToV0Message(tables));
  transaction.sign([payer]);
  const signature = await connection.sendTransaction(transaction);
  const { value } = await connection.confirmTransaction({ signature, ...latest });
  assert.equal(value.err, null);
  return signature;
}

describe('@solana/web3.js on the local chain', () => {
  it('sends, confirms and reads back a transfer', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const to = Keypair.generate().publicKey;
    const signature = await sendAndConfirmTransaction(connection, transfer(payer, to, LAMPORTS_PER_SOL), [
      payer,
    ]);
    assert.equal(await connection.getBalance(to), LAMPORTS_PER_SOL);

    const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
    assert.equal(found?.meta?.fee, 5000);
    assert.deepEqual(found.meta.postBalances.slice(0, 2), [9 * LAMPORTS_PER_SOL - 5000, LAMPORTS_PER_SOL]);
    const block = await connection.getBlock(found.slot, { maxSupportedTransactionVersion: 0 });
    assert.deepEqual(
      block?.transactions.map((t) => t.transaction.signatures[0]),
      [signature],
    );
    assert.equal(await connection.getBlockTime(found.slot), block.blockTime);
    const parsed = await connection.getParsedTransaction(signature);
    const [instruction] = parsed?.transaction.message.instructions ?? [];
    assert.ok(instruction !== undefined && 'parsed' in instruction);
  });

  it('explains a transaction that its preflight refuses, and charges nothing', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection, 1);
    const to = Keypair.generate().publicKey;
    await assert.rejects(
      sendAndConfirmTransaction(connection, transfer(payer, to, 5 * LAMPORTS_PER_SOL), [payer]),
      (error: SendTransactionError) => {
        assert.match(error.message, /custom program error: 0x1/);
        assert.ok(error.logs?.some((line) => line.includes('insufficient lamports')));
        return true;
      },
    );
    assert.equal(await connection.getBalance(payer.publicKey, 'processed'), LAMPORTS_PER_SOL);
  });

  it('includes a transaction that fails past preflight, with its error and its fee', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection, 1);
    const transaction = transfer(payer, Keypair.generate().publicKey, 5 * LAMPORTS_PER_SOL);
    const latest = await connection.getLatestBlockhash();
    transaction.recentBlockhash = latest.blockhash;
    transaction.sign(payer);
    const signature = await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
    const expected = { InstructionError: [0, { Custom: 1 }] };
    // web3.js answers the transaction's error when it is notified, and throws it when it asked before that.
    const outcome: unknown = await connection.confirmTransaction({ signature, ...latest }).then(
      ({ value }) => value.err,
      (error: unknown) => error,
    );
    assert.deepEqual(outcome, expected);
    const paid = async () => (await connection.getBalance(payer.publicKey)) === LAMPORTS_PER_SOL - 5000;
    await until(paid, 'the fee');
    const [listed] = await connection.getSignaturesForAddress(payer.publicKey);
    assert.deepEqual([listed?.signature, listed?.err], [signature, expected]);
  });

  it('refuses a signature that is wrong, and never runs it', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const transaction = transfer(payer, Keypair.generate().publicKey, 1_000_000);
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(payer);
    const wire = transaction.serialize();
    wire[10] = (wire[10] ?? 0) ^ 1;
    await assert.rejects(connection.sendRawTransaction(wire), /signature verification failure/);
    await connection.sendRawTransaction(wire, { skipPreflight: true });
    assert.equal(await connection.getBalance(payer.publicKey, 'processed'), 10 * LAMPORTS_PER_SOL);
  });

  it('lists signatures newest first, with memos, pages and bounds', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const sent: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      const data = Buffer.from(text);
      sent.unshift(
        await sendVersioned(connection, payer, [
          new TransactionInstruction({ programId: MEMO, keys: [], data }),
        ]),
      );
    }
    const listed = await connection.getSignaturesForAddress(payer.publicKey, { limit: 3 });
    assert.deepEqual(
      listed.map(({ signature, memo }) => [signature, memo]),
      sent.map((signature, i) => [signature, ['[5] three', '[3] two', '[3] one'][i]]),
    );
    const [newest, middle, oldest] = sent;
    assert.ok(newest !== undefined && middle !== undefined && oldest !== undefined);
    const between = await connection.getSignaturesForAddress(payer.publicKey, {
      before: newest,
      until: oldest,
    });
    assert.deepEqual(
      between.map(({ signature }) => signature),
      [middle],
    );
  });

  it('loads addresses from a lookup table', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const to = Keypair.generate().publicKey;
    const recentSlot = (await connection.getSlot('confirmed')) - 1;
    const [create, table] = AddressLookupTableProgram.createLookupTable({
      authority: payer.publicKey,
      payer: payer.publicKey,
      recentSlot,
    });
    const extend = AddressLookupTableProgram.extendLookupTable({
      lookupTable: table,
      authority: payer.publicKey,
      payer: payer.publicKey,
      addresses: [to],
    });
    await sendVersioned(connection, payer, [create, extend]);
    const { value: lookup } = await connection.getAddressLookupTable(table);
    assert.ok(lookup !== null);
    const move = SystemProgram.transfer({
      fromPubkey: payer.publicKey,
      toPubkey: to,
      lamports: LAMPORTS_PER_SOL,
    });
    const signature = await sendVersioned(connection, payer, [move], [lookup]);
    assert.equal(await connection.getBalance(to), LAMPORTS_PER_SOL);
    const refused = await rpc(chain.rpcUrl, 'getTransaction', signature, { commitment: 'confirmed' });
    assert.equal(refused.error?.code, -32015);
    const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
    assert.deepEqual(found?.meta?.loadedAddresses?.writable.map(String), [to.toBase58()]);
  });

  it('spends a durable nonce once, also on a transaction that fails', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const nonce = Keypair.generate();
    const lamports = await connection.getMinimumBalanceForRentExemption(NONCE_ACCOUNT_LENGTH);
    const create = SystemProgram.createNonceAccount({
      fromPubkey: payer.publicKey,
      noncePubkey: nonce.publicKey,
      authorizedPubkey: payer.publicKey,
      lamports,
    });
    await sendAndConfirmTransaction(connection, create, [payer, nonce]);
    const value = async () => {
      const info = await connection.getAccountInfo(nonce.publicKey, 'processed');
      return NonceAccount.fromAccountData(info?.data ?? Buffer.alloc(0)).nonce;
    };
    const send = async (lamportsToSend: number) => {
      const stored = await value();
      const transaction = new Transaction();
      transaction.feePayer = payer.publicKey;
      transaction.nonceInfo = {
        nonce: stored,
        nonceInstruction: SystemProgram.nonceAdvance({
          noncePubkey: nonce.publicKey,
          authorizedPubkey: payer.publicKey,
        }),
      };
      transaction.add(
        SystemProgram.transfer({
          fromPubkey: payer.publicKey,
          toPubkey: Keypair.generate().publicKey,
          lamports: lamportsToSend,
        }),
      );
      transaction.sign(payer);
      const wire = transaction.serialize();
      await connection.sendRawTransaction(wire, { skipPreflight: true });
      return { stored, wire };
    };
    const failed = await send(1000 * LAMPORTS_PER_SOL);
    await until(async () => (await value()) !== failed.stored, 'the nonce to advance');
    const good = await send(LAMPORTS_PER_SOL);
    await until(async () => (await value()) !== good.stored, 'the nonce to advance again');
    const balance = await connection.getBalance(payer.publicKey, 'processed');
    await connection.sendRawTransaction(failed.wire, { skipPreflight: true });
    assert.equal(await connection.getBalance(payer.publicKey, 'processed'), balance);
  });

  it('filters program accounts by size and bytes, and slices their data', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const owner = Keypair.generate().publicKey;
    for (const space of [8, 8, 16]) {
      const created = Keypair.generate();
      const lamports = await connection.getMinimumBalanceForRentExemption(space);
      const create = SystemProgram.createAccount({
        fromPubkey: payer.publicKey,
        newAccountPubkey: created.publicKey,
        lamports,
        space,
        programId: owner,
      });
      await sendAndConfirmTransaction(connection, new Transaction().add(create), [payer, created]);
    }
    assert.equal((await connection.getProgramAccounts(owner)).length, 3);
    assert.equal((await connection.getProgramAccounts(owner, { filters: [{ dataSize: 8 }] })).length, 2);
    const zeros = { memcmp: { offset: 8, bytes: '1'.repeat(8) } };
    const [sixteen, ...others] = await connection.getProgramAccounts(owner, {
      filters: [zeros],
      dataSlice: { offset: 4, length: 3 },
    });
    assert.deepEqual([sixteen?.account.data.length, others.length], [3, 0]);
    assert.equal(
      (
        await connection.getProgramAccounts(owner, {
          filters: [{ memcmp: { offset: 0, bytes: 'AQ==', encoding: 'base64' } }],
        })
      ).length,
      0,
    );
  });

  it('tells subscribers of accounts, programs, logs, signatures, slots and roots', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const to = Keypair.generate().publicKey;
    const accounts: number[] = [];
    const programs: KeyedAccountInfo[] = [];
    const logs: Logs[] = [];
    const slots: number[] = [];
    const roots: number[] = [];
    const ids = [
      connection.onAccountChange(to, (info) => accounts.push(info.lamports), { commitment: 'confirmed' }),
      connection.onProgramAccountChange(SystemProgram.programId, (info) => programs.push(info), {
        commitment: 'confirmed',
      }),
      connection.onLogs(to, (entry) => logs.push(entry), 'confirmed'),
      connection.onSlotChange(({ slot }) => slots.push(slot)),
      connection.onRootChange((root) => roots.push(root)),
    ];
    await until(() => slots.length > 2 && roots.length > 2, 'slots and roots');
    const signature = await sendAndConfirmTransaction(connection, transfer(payer, to, LAMPORTS_PER_SOL), [
      payer,
    ]);
    await until(() => accounts.length > 0 && logs.length > 0, 'notifications');
    assert.deepEqual(accounts, [LAMPORTS_PER_SOL]);
    assert.ok(programs.some(({ accountId }) => accountId.equals(to)));
    assert.deepEqual(
      logs.map((entry) => [entry.signature, entry.err]),
      [[signature, null]],
    );
    assert.deepEqual(
      slots,
      slots.map((_, i) => (slots[0] ?? 0) + i),
    );
    assert.ok((roots.at(-1) ?? 0) < (slots.at(-1) ?? 0) - 30);
    const [account, program, log, slot, root] = ids;
    assert.ok(
      account !== undefined &&
        program !== undefined &&
        log !== undefined &&
        slot !== undefined &&
        root !== undefined,
    );
    await connection.removeAccountChangeListener(account);
    await connection.removeProgramAccountChangeListener(program);
    await connection.removeOnLogsListener(log);
    await connection.removeSlotChangeListener(slot);
    await connection.removeRootChangeListener(root);
  });

  it('simulates without leaving anything, on the state of the commitment asked for', async () => {
    await using chain = await startChain({ slotMs: 60_000 });
    await using connection = connect(chain, 'processed');
    const payer = await fundedWallet(connection);
    const to = Keypair.generate().publicKey;
    const { blockhash } = await connection.getLatestBlockhash('confirmed');
    const payerKey = payer.publicKey;
    const instructions = transfer(payer, to, LAMPORTS_PER_SOL).instructions;
    const message = new TransactionMessage({
      payerKey,
      recentBlockhash: blockhash,
      instructions,
    }).compileToV0Message();
    const transaction = new VersionedTransaction(message);
    const simulate = (commitment: 'processed' | 'confirmed') =>
      connection.simulateTransaction(transaction, {
        commitment,
        accounts: { encoding: 'base64', addresses: [to.toBase58()] },
        sigVerify: false,
      });
    const { value } = await simulate('processed');
    assert.deepEqual([value.err, value.accounts?.[0]?.lamports], [null, LAMPORTS_PER_SOL]);
    assert.equal(await connection.getBalance(to), 0);
    // The airdrop is in the open block, which nobody has confirmed.
    assert.equal((await simulate('confirmed')).value.err, 'AccountNotFound');
    await assert.rejects(
      connection.simulateTransaction(transaction, { sigVerify: true }),
      /signature verification/,
    );
    message.recentBlockhash = Keypair.generate().publicKey.toBase58();
    assert.equal((await simulate('processed')).value.err, 'BlockhashNotFound');
    const replaced = await connection.simulateTransaction(transaction, {
      replaceRecentBlockhash: true,
      sigVerify: false,
    });
    assert.equal(replaced.value.err, null);
  });
});
