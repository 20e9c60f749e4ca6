import assert from 'node:assert/strict';
import type { Keypair } from '@solana/web3.js';
import { Transaction, type TransactionInstruction } from '@solana/web3.js';
import type { Both } from './both.ts';

/** What both chains say of a transaction that is in a block. */
export interface Landed {
  readonly err: unknown;
  readonly logs: readonly string[];
  /** Programs and their data, which is base58. */
  readonly inner: readonly { readonly program: string; readonly data: string }[];
}

interface Meta {
  readonly err: unknown;
  readonly logMessages: readonly string[];
  readonly innerInstructions: readonly {
    readonly instructions: readonly { readonly programIdIndex: number; readonly data: string }[];
  }[];
}

const BASE64 = { encoding: 'base64' } as const;

/** Sends a transaction to both, as a wallet and as a watcher would see it, and compares all that either tells of it. */
export async function sendToBoth(
  both: Both,
  instructions: readonly TransactionInstruction[],
  signers: readonly Keypair[],
): Promise<Landed> {
  const { wire, keys } = await simulate(both, instructions, signers);
  const sent = await both.ask('sendTransaction', wire, { ...BASE64, preflightCommitment: 'processed' });
  // What preflight refuses lands by skipping it: as a failure that paid its fee.
  const { result = await both.get('sendTransaction', wire, { ...BASE64, skipPreflight: true }) } = sent;
  await both.pass(1);
  return watch(both, String(result), keys);
}

/** Of a transaction that no block would hold: both refuse it alike. */
export async function refusedByBoth(
  both: Both,
  instructions: readonly TransactionInstruction[],
  signers: readonly Keypair[],
): Promise<void> {
  const { wire, keys } = await simulate(both, instructions, signers);
  const sent = await both.ask('sendTransaction', wire, { ...BASE64, preflightCommitment: 'processed' });
  assert.notEqual(sent.error, undefined);
  await both.pass(1);
  await both.get('getMultipleAccounts', keys, { ...BASE64, commitment: 'confirmed' });
}

async function simulate(
  both: Both,
  instructions: readonly TransactionInstruction[],
  signers: readonly Keypair[],
): Promise<{ readonly wire: string; readonly keys: readonly string[] }> {
  // Two that are equal would be one: each is a second later than the one before it.
  await both.pass(1);
  const transaction = new Transaction().add(...instructions);
  transaction.recentBlockhash = await both.latestBlockhash();
  // The first signer's signature comes first, and so it pays.
  transaction.sign(...signers);
  const wire = transaction.serialize().toString('base64');
  const message = transaction.compileMessage();
  const keys = message.accountKeys.map((key) => key.toBase58());
  // Of others than these Surfpool tells nothing here.
  const addresses = keys.filter((_, at) => message.isAccountWritable(at));
  await both.ask('simulateTransaction', wire, {
    ...{ ...BASE64, sigVerify: true, innerInstructions: true, accounts: { ...BASE64, addresses } },
    commitment: 'processed',
  });
  return { wire, keys };
}

async function watch(both: Both, signature: string, keys: readonly string[]): Promise<Landed> {
  const config = { commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
  for (const encoding of ['base64', 'jsonParsed'])
    await both.get('getTransaction', signature, { ...config, encoding });
  const found = (await both.get('getTransaction', signature, config)) as { readonly meta: Meta } | null;
  assert.ok(found !== null, 'the transaction is in no block');
  await both.get('getSignatureStatuses', [signature], { searchTransactionHistory: true });
  await both.get('getMultipleAccounts', keys, { ...BASE64, commitment: 'confirmed' });
  const { err, logMessages: logs, innerInstructions } = found.meta;
  const inner = innerInstructions.flatMap(({ instructions }) =>
    instructions.map(({ programIdIndex, data }) => ({ program: keys[programIdIndex] ?? '', data })),
  );
  return { err, logs, inner };
}
