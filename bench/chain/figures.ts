import { performance } from 'node:perf_hooks';
import { median } from '../median.ts';
import { Endpoint } from './endpoint.ts';
import { confirmed, payer, type Presigned, presign, send } from './presigned.ts';

export interface Urls {
  readonly rpcUrl: string;
  readonly wsUrl: string;
}

const LATENCIES = 25;
/** All on one block hash, which lasts for a minute: Surfpool takes 50 to 70 a second. */
const TRANSACTIONS = 2_000;
const ENOUGH_SOL = 100;

/** Milliseconds from sending a transaction to hearing that it is confirmed, one after the other; the median. */
export async function latency(urls: Urls): Promise<number> {
  await using endpoint = await Endpoint.open(urls);
  const from = await payer(endpoint, ENOUGH_SOL);
  const taken: number[] = [];
  for (const transaction of await presign(endpoint, from, LATENCIES)) {
    const heard = await endpoint.subscribe(transaction.signature);
    const start = performance.now();
    await send(endpoint, transaction);
    await heard.confirmed;
    taken.push(performance.now() - start);
  }
  return median(taken);
}

/**
 * Transactions a second, from the first that is sent until the last is confirmed. Each client has a payer and a connection of its own, and
 * sends one when the one before it was answered.
 */
export async function throughput(urls: Urls, clients: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const each = Math.floor(TRANSACTIONS / clients);
  const opened: [Endpoint, Presigned[]][] = [];
  for (let client = 0; client < clients; client++) {
    const endpoint = stack.use(await Endpoint.open(urls));
    opened.push([endpoint, await presign(endpoint, await payer(endpoint, ENOUGH_SOL), each)]);
  }
  const start = performance.now();
  await Promise.all(opened.map(async ([endpoint, transactions]) => sendAll(endpoint, transactions)));
  const seconds = (performance.now() - start) / 1000;
  // Outside the time: that none was lost is not what is measured.
  for (const [endpoint, transactions] of opened)
    await confirmed(
      endpoint,
      transactions.map(({ signature }) => signature),
    );
  return (each * clients) / seconds;
}

async function sendAll(endpoint: Endpoint, transactions: readonly Presigned[]): Promise<void> {
  for (const transaction of transactions) await send(endpoint, transaction);
  const last = transactions.at(-1);
  if (last !== undefined) await confirmed(endpoint, [last.signature]);
}
