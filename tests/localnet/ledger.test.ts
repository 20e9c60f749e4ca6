import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Keypair, LAMPORTS_PER_SOL, SystemProgram, Transaction, type PublicKey } from '@solana/web3.js';
import type { Localnet } from '@meshid/localnet';
import { connect, fundedWallet, startChain, temporaryFolder, until } from './world.ts';

/** Gives one wallet after the other a SOL, each in a block of its own; tells them with the slots of their blocks. */
async function fill(chain: Localnet, wallets: number): Promise<{ wallet: PublicKey; slot: number }[]> {
  await using connection = connect(chain);
  const filled: { wallet: PublicKey; slot: number }[] = [];
  for (let i = 0; i < wallets; i++) {
    const { publicKey: wallet } = await fundedWallet(connection, 1);
    const [listed] = await connection.getSignaturesForAddress(wallet);
    filled.push({ wallet, slot: listed?.slot ?? 0 });
  }
  return filled;
}

async function balances(chain: Localnet, wallets: readonly { wallet: PublicKey }[]): Promise<number[]> {
  await using connection = connect(chain, 'processed');
  return await Promise.all(
    wallets.map(async ({ wallet }) => (await connection.getBalance(wallet)) / LAMPORTS_PER_SOL),
  );
}

describe('the ledger of the local chain', () => {
  it('brings accounts, transactions, slots and the cluster back', async () => {
    await using folder = await temporaryFolder();
    const first = await startChain({ ledger: folder.path });
    const { genesisHash } = first;
    const filled = await fill(first, 3);
    const before = connect(first);
    const slot = await before.getSlot();
    const wallet = filled[0]?.wallet ?? Keypair.generate().publicKey;
    const [listed] = await before.getSignaturesForAddress(wallet);
    const signature = listed?.signature ?? '';
    const config = { maxSupportedTransactionVersion: 0 };
    const transaction = await before.getTransaction(signature, config);
    await before[Symbol.asyncDispose]();
    await first.close();

    await using second = await startChain({ ledger: folder.path });
    await using connection = connect(second);
    assert.equal(second.genesisHash, genesisHash);
    assert.deepEqual(await balances(second, filled), [1, 1, 1]);
    assert.ok((await connection.getSlot()) >= slot);
    assert.deepEqual(await connection.getTransaction(signature, config), transaction);
    assert.deepEqual(await connection.getSignaturesForAddress(wallet), [
      { ...listed, confirmationStatus: 'finalized' },
    ]);
    assert.equal((await connection.getBlock(listed?.slot ?? 0, config))?.transactions.length, 1);
    const blocks = await connection.getBlocks(0, slot);
    assert.deepEqual([blocks[0], blocks.at(-1)], [0, slot]);
  });

  it('still knows block hashes and transactions from before, so none is applied twice', async () => {
    await using folder = await temporaryFolder();
    const first = await startChain({ ledger: folder.path });
    const before = connect(first);
    const payer = await fundedWallet(before, 2);
    const sign = async (lamports: number) => {
      const to = Keypair.generate().publicKey;
      const transaction = new Transaction().add(
        SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports }),
      );
      transaction.feePayer = payer.publicKey;
      transaction.recentBlockhash = (await before.getLatestBlockhash()).blockhash;
      transaction.sign(payer);
      return { to, wire: transaction.serialize() };
    };
    const sent = await sign(LAMPORTS_PER_SOL);
    const kept = await sign(LAMPORTS_PER_SOL / 2);
    await before.sendRawTransaction(sent.wire);
    await until(async () => (await before.getBalance(sent.to)) > 0, 'the transfer');
    await before[Symbol.asyncDispose]();
    await first.close();

    await using second = await startChain({ ledger: folder.path });
    await using connection = connect(second, 'processed');
    await assert.rejects(connection.sendRawTransaction(sent.wire), /already been processed/);
    await connection.sendRawTransaction(kept.wire);
    assert.deepEqual(await balances(second, [{ wallet: sent.to }, { wallet: kept.to }]), [1, 0.5]);
  });

  it('remembers a fork, and a clock that was moved', async () => {
    await using folder = await temporaryFolder();
    const first = await startChain({ ledger: folder.path, slotMs: 60_000, confirmationSlots: 5 });
    const before = connect(first, 'processed');
    const wallets = [await fundedWallet(before, 1)];
    const { time } = await first.faults.warp({ seconds: 100_000 });
    wallets.push(await fundedWallet(before, 1));
    await first.faults.warp({ slots: 1 });
    await first.faults.fork(1);
    wallets.push(await fundedWallet(before, 1));
    await first.faults.warp({ slots: 1 });
    const filled = wallets.map(({ publicKey: wallet }) => ({ wallet }));
    assert.deepEqual(await balances(first, filled), [1, 0, 1]);
    const slot = await before.getSlot();
    await before[Symbol.asyncDispose]();
    await first.close();

    await using second = await startChain({ ledger: folder.path });
    await using connection = connect(second, 'processed');
    assert.deepEqual(await balances(second, filled), [1, 0, 1]);
    assert.ok((await connection.getSlot()) >= slot);
    assert.ok(((await connection.getBlockTime(await connection.getSlot('confirmed'))) ?? 0) >= time);
  });

  it('goes on when its last block was only half written', async () => {
    await using folder = await temporaryFolder();
    const first = await startChain({ ledger: folder.path });
    const filled = await fill(first, 2);
    await first.close();
    const path = join(folder.path, 'journal');
    const bytes = await readFile(path);
    // The beginning of the first frame again, as a process leaves one that dies while it writes.
    const start = bytes.indexOf('\n') + 2;
    await appendFile(path, bytes.subarray(start, start + 30));
    await using second = await startChain({ ledger: folder.path });
    assert.deepEqual(await balances(second, filled), [1, 1]);
  });

  it('refuses a damaged file, says where, and with repair loses only what followed', async () => {
    await using folder = await temporaryFolder();
    const first = await startChain({ ledger: folder.path });
    const filled = await fill(first, 4);
    await first.close();
    const path = join(folder.path, 'journal');
    const bytes = await readFile(path);
    // Inside the block of the third wallet: its address stands there once or more, and nowhere before it.
    const third = filled[2]?.wallet.toBase58() ?? '';
    const at = bytes.indexOf(third);
    bytes[at] = (bytes[at] ?? 0) ^ 0x20;
    await writeFile(path, bytes);

    await assert.rejects(startChain({ ledger: folder.path }), { code: 'localnet/ledger-damaged' });
    await using repaired = await startChain({ ledger: folder.path, repair: true });
    assert.deepEqual(await balances(repaired, filled), [1, 1, 0, 0]);
    const files = await readdir(folder.path);
    const aside = files.find((name) => name.startsWith('journal.damaged-'));
    assert.deepEqual(await readFile(join(folder.path, aside ?? '')), bytes);
  });

  it('tells a damaged file from one of another version, and from another chain', async () => {
    await using folder = await temporaryFolder();
    await (await startChain({ ledger: folder.path })).close();
    const asked = { ledger: folder.path, genesisHash: Keypair.generate().publicKey.toBase58() };
    await assert.rejects(startChain(asked), { code: 'localnet/ledger-other-genesis' });
    const path = join(folder.path, 'journal');
    const bytes = await readFile(path);
    const version = bytes.indexOf('\n') + 1;
    bytes[version] = 9;
    await writeFile(path, bytes);
    await assert.rejects(startChain({ ledger: folder.path }), { code: 'localnet/ledger-version' });
    await writeFile(path, 'something else');
    await assert.rejects(startChain({ ledger: folder.path }), { code: 'localnet/ledger-damaged' });
  });

  it('belongs to one process at a time', async () => {
    await using folder = await temporaryFolder();
    const first = await startChain({ ledger: folder.path });
    await assert.rejects(startChain({ ledger: folder.path }), { code: 'localnet/ledger-in-use' });
    await first.close();
    await using second = await startChain({ ledger: folder.path });
    assert.ok(second.rpcUrl);
  });
});
