import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { DeviceKey } from '@meshid/sdk';
import { PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import { temporaryFolder } from '../../tests/fixtures/temporary-folder.ts';
import { startProcess } from '../../tests/localnet/process.ts';
import { median } from '../median.ts';
import { Endpoint } from './endpoint.ts';
import { confirmed, payer, send, sign } from './presigned.ts';

const ACCOUNTS = 100_000;
/** About what an account of the register holds. */
const ACCOUNT_BYTES = 400;
/** As many as fit into one packet. */
const PER_TRANSACTION = 7;
const CLIENTS = 8;
const RESTARTS = 3;
const ENOUGH_SOL = 1_000;
/** Any program will do that does not run here. */
const OWNER = new PublicKey('Config1111111111111111111111111111111111111');
const MIB = 2 ** 20;

export interface Restarted {
  /** From the process's start until it answers with an account. */
  readonly seconds: number;
  /** The most that its process held, in MiB. */
  readonly rss: number;
}

/** What a chain takes to come back with many accounts: the median of some times, and the most memory of any. */
export async function restart(log: (line: string) => void): Promise<Restarted> {
  await using folder = await temporaryFolder();
  const made = await fill(folder.path, log);
  const seconds: number[] = [];
  const rss: number[] = [];
  for (let time = 0; time < RESTARTS; time++) {
    const start = performance.now();
    await using chain = await startProcess('--ledger', folder.path);
    await using endpoint = await Endpoint.open(chain.ready);
    assert.ok(await exists(endpoint, made.at(-1)));
    seconds.push((performance.now() - start) / 1000);
    assert.ok(await exists(endpoint, made[0]));
    rss.push(await peakMib(chain.child.pid));
    await chain.end('SIGTERM');
  }
  return { seconds: median(seconds), rss: Math.max(...rss) };
}

/** Makes the accounts by ordinary transactions; tells their addresses. */
async function fill(folder: string, log: (line: string) => void): Promise<PublicKey[]> {
  await using chain = await startProcess('--slot-ms', '100', '--ledger', folder);
  await using stack = new AsyncDisposableStack();
  const start = performance.now();
  const each = Math.ceil(ACCOUNTS / CLIENTS);
  const made = await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const endpoint = stack.use(await Endpoint.open(chain.ready));
      return makeAccounts(endpoint, await payer(endpoint, ENOUGH_SOL), each);
    }),
  );
  await chain.end('SIGTERM');
  log(`${made.flat().length} accounts made in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  return made.flat();
}

async function makeAccounts(endpoint: Endpoint, by: DeviceKey, count: number): Promise<PublicKey[]> {
  const lamports = Number(await endpoint.call('getMinimumBalanceForRentExemption', ACCOUNT_BYTES));
  const fromPubkey = new PublicKey(by.publicKey);
  const made: PublicKey[] = [];
  let last = '';
  while (made.length < count) {
    const { value } = (await endpoint.call('getLatestBlockhash', { commitment: 'confirmed' })) as {
      readonly value: { readonly blockhash: string };
    };
    const transaction = new Transaction();
    for (let i = 0; i < PER_TRANSACTION && made.length < count; i++) {
      const seed = String(made.length);
      const newAccountPubkey = await PublicKey.createWithSeed(fromPubkey, seed, OWNER);
      transaction.add(
        SystemProgram.createAccountWithSeed({
          ...{ fromPubkey, basePubkey: fromPubkey, newAccountPubkey, seed },
          ...{ lamports, space: ACCOUNT_BYTES, programId: OWNER },
        }),
      );
      made.push(newAccountPubkey);
    }
    const signed = sign(transaction, by, value.blockhash);
    await send(endpoint, signed);
    last = signed.signature;
  }
  await confirmed(endpoint, [last]);
  return made;
}

async function exists(endpoint: Endpoint, at: PublicKey | undefined): Promise<boolean> {
  const config = { encoding: 'base64', commitment: 'processed' };
  const { value } = (await endpoint.call('getAccountInfo', at?.toBase58(), config)) as {
    readonly value: { readonly space: number } | null;
  };
  return value?.space === ACCOUNT_BYTES;
}

async function peakMib(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
  const kib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
  return (kib * 1024) / MIB;
}
