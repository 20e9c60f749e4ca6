import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection, Keypair, SystemProgram, Transaction, type PublicKey } from '@solana/web3.js';
import { startProcess } from './process.ts';
import { fundedWallet, temporaryFolder, until } from './world.ts';

/** More by hand: MESHID_KILLS=200. */
const KILLS = Number(process.env['MESHID_KILLS'] ?? 8);
const LONGEST_MS = 500;

interface Sent {
  readonly to: PublicKey;
  readonly lamports: number;
  readonly signature: string;
  readonly wire: Buffer;
}

/** Sends transfers to new accounts until the chain is gone. */
async function load(connection: Connection, payer: Keypair, sent: Sent[]): Promise<void> {
  try {
    for (;;) {
      const { blockhash } = await connection.getLatestBlockhash();
      for (let i = 0; i < 10; i++) {
        const to = Keypair.generate().publicKey;
        const lamports = 1_000_000 + sent.length;
        const move = SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports });
        const transaction = new Transaction().add(move);
        transaction.recentBlockhash = blockhash;
        transaction.sign(payer);
        const wire = transaction.serialize();
        const signature = await connection.sendRawTransaction(wire, { skipPreflight: true });
        sent.push({ to, lamports, signature, wire });
      }
    }
  } catch {
    // Killed, as it was meant to be.
  }
}

async function confirmedOf(connection: Connection, sent: readonly Sent[]): Promise<Sent[]> {
  const found: Sent[] = [];
  for (let i = 0; i < sent.length; i += 256) {
    const part = sent.slice(i, i + 256);
    const { value } = await connection.getSignatureStatuses(part.map(({ signature }) => signature));
    found.push(
      ...part.filter((_, at) => ['confirmed', 'finalized'].includes(value[at]?.confirmationStatus ?? '')),
    );
  }
  return found;
}

async function balancesOf(connection: Connection, sent: readonly Sent[]): Promise<number[]> {
  const balances: number[] = [];
  for (let i = 0; i < sent.length; i += 100) {
    const accounts = await connection.getMultipleAccountsInfo(
      sent.slice(i, i + 100).map(({ to }) => to),
      'processed',
    );
    balances.push(...accounts.map((account) => account?.lamports ?? 0));
  }
  return balances;
}

describe('SIGKILL of the local chain under load', () => {
  it('loses no confirmed transaction and applies none twice', async function () {
    this.timeout(60_000 + KILLS * 5_000);
    await using folder = await temporaryFolder();
    const args = ['--ledger', folder.path];
    let payer: Keypair | undefined;
    let checked = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const sent: Sent[] = [];
      let confirmed: Sent[] = [];
      {
        await using chain = await startProcess(...args);
        const connection = new Connection(chain.ready.rpcUrl, 'confirmed');
        payer ??= await fundedWallet(connection, 1_000_000);
        const loading = load(connection, payer, sent);
        // Who asks for what is confirmed races with the kill, as everybody does.
        const end = Date.now() + Math.random() * LONGEST_MS;
        while (Date.now() < end) {
          await delay(5);
          confirmed = await confirmedOf(connection, [...sent]);
        }
        await chain.end('SIGKILL');
        await loading;
      }
      await using again = await startProcess(...args);
      const connection = new Connection(again.ready.rpcUrl, 'confirmed');
      const survived = new Set(await confirmedOf(connection, sent));
      for (const one of confirmed) assert.ok(survived.has(one), `kill ${kill} lost ${one.signature}`);
      for (const { wire } of sent) await connection.sendRawTransaction(wire, { skipPreflight: true });
      assert.deepEqual(
        await balancesOf(connection, sent),
        sent.map(({ lamports }) => lamports),
      );
      await until(
        async () => (await confirmedOf(connection, sent)).length === sent.length,
        'all to be confirmed',
      );
      checked += confirmed.length;
    }
    assert.ok(checked > 0, 'nothing was confirmed before a kill');
  });
});
