import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection, Keypair, SystemProgram, Transaction, type PublicKey } from '@solana/web3.js';
import { startProcess } from './process.ts';
import { fundedWallet, until } from './world.ts';

/** From the chain's start to its end. */
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

/** A chain of its own process on one ledger, which is killed again and again while somebody sends. */
export class KilledChain {
  readonly #args: readonly string[];
  readonly #random: () => number;
  #payer: Keypair | undefined;
  /** Transactions that were told to be confirmed before a kill, and were there after it. */
  confirmed = 0;
  /** All that were sent. */
  sent = 0;

  /** @param random in [0, 1): decides when the kills come */
  constructor(ledger: string, random: () => number) {
    this.#args = ['--ledger', ledger];
    this.#random = random;
  }

  /** Kills it once under load, at a moment that chance picks. Throws when a confirmed transaction is gone, or one was applied twice. */
  async kill(): Promise<void> {
    const { sent, confirmed } = await this.#untilKilled();
    await using again = await startProcess(...this.#args);
    const connection = new Connection(again.ready.rpcUrl, 'confirmed');
    const survived = new Set(await confirmedOf(connection, sent));
    for (const one of confirmed) assert.ok(survived.has(one), `lost ${one.signature}`);
    for (const { wire } of sent) await connection.sendRawTransaction(wire, { skipPreflight: true });
    assert.deepEqual(
      await balancesOf(connection, sent),
      sent.map(({ lamports }) => lamports),
    );
    const all = async () => (await confirmedOf(connection, sent)).length === sent.length;
    await until(all, 'all to be confirmed');
    this.confirmed += confirmed.length;
    this.sent += sent.length;
  }

  async #untilKilled(): Promise<{ sent: readonly Sent[]; confirmed: readonly Sent[] }> {
    const sent: Sent[] = [];
    let confirmed: readonly Sent[] = [];
    await using chain = await startProcess(...this.#args);
    const connection = new Connection(chain.ready.rpcUrl, 'confirmed');
    this.#payer ??= await fundedWallet(connection, 1_000_000);
    const loading = load(connection, this.#payer, sent);
    // Who asks for what is confirmed races with the kill, as everybody does.
    const end = Date.now() + this.#random() * LONGEST_MS;
    while (Date.now() < end) {
      await delay(5);
      confirmed = await confirmedOf(connection, [...sent]);
    }
    await chain.end('SIGKILL');
    await loading;
    return { sent, confirmed };
  }
}
