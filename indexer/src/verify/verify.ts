import { isDeepStrictEqual } from 'node:util';
import { projectAccount } from '../project/account.ts';
import { Decoder } from '../project/decode.ts';
import { IDL } from '../project/idl.ts';
import { eventsIn } from '../project/transaction.ts';
import { ChainReads } from '../source/chain-reads.ts';
import { PAGE } from '../source/history.ts';
import { httpRpc } from '../source/rpc.ts';
import { keptByIndex, keptInDatabase, type Kept, type KeptAccount } from './kept.ts';

export type VerifyOptions = {
  readonly rpcUrl: string;
  readonly programId?: string;
  readonly signal?: AbortSignal;
} & ({ readonly database: string } | { readonly indexUrl: string });

export interface Difference {
  /** An address, a transaction's event, or the history as a whole. */
  readonly what: string;
  readonly why: string;
}

export interface VerifyReport {
  readonly accounts: number;
  readonly events: number;
  /** Of the chain, when it was read. */
  readonly slot: bigint;
  readonly differences: readonly Difference[];
}

/** The chain moves while it is read: only what differs again and again, with time to be indexed between, differs. */
const ROUNDS = 4;
const ROUND_PAUSE_MS = 1_500;

/**
 * Builds the mirror from the chain once more and compares every row, and every event of every transaction.
 *
 * @throws MeshidError `index/chain-away`, `index/database-in-use`, `index/database-away`
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const reads = new ChainReads(httpRpc(options.rpcUrl), options.programId ?? IDL.address);
  const decoder = new Decoder(IDL);
  await using kept =
    'database' in options ? await keptInDatabase(options.database) : keptByIndex(options.indexUrl);
  let report = await compare(reads, decoder, kept, options.signal);
  const rounds = kept.still ? 1 : ROUNDS;
  for (let round = 1; round < rounds && report.differences.length > 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, ROUND_PAUSE_MS));
    const again = await compare(reads, decoder, kept, options.signal);
    const before = new Set(report.differences.map(({ what }) => what));
    report = { ...again, differences: again.differences.filter(({ what }) => before.has(what)) };
  }
  return report;
}

async function compare(
  reads: ChainReads,
  decoder: Decoder,
  kept: Kept,
  signal: AbortSignal | undefined,
): Promise<VerifyReport> {
  const [rows, events, gaps] = [await kept.accounts(), await kept.events(), await kept.gaps()];
  const { slot, accounts } = await reads.program({ signal });
  const chainEvents = await readEvents(reads, decoder, signal);
  const differences: Difference[] = [];
  if (gaps > 0) differences.push({ what: 'history', why: `${gaps} parts of it are still to be read` });
  for (const [address, data] of accounts) {
    const why = difference(decoder, address, data, rows.get(address));
    if (why !== undefined) differences.push({ what: address, why });
  }
  for (const address of rows.keys())
    if (!accounts.has(address)) differences.push({ what: address, why: 'it is not on chain' });
  const keptEvents = new Map(events.map((event) => [`${event.signature}:${event.index}`, event]));
  for (const [what, { name, fields, slot: at }] of chainEvents) {
    const event = keptEvents.get(what);
    if (event === undefined) differences.push({ what, why: `the event ${name} is missing` });
    else if (event.name !== name || event.slot !== at.toString() || !isDeepStrictEqual(event.data, fields))
      differences.push({ what, why: 'the event is another one on chain' });
  }
  for (const what of keptEvents.keys())
    if (!chainEvents.has(what)) differences.push({ what, why: 'the event is not on chain' });
  return { accounts: accounts.size, events: chainEvents.size, slot, differences };
}

function difference(
  decoder: Decoder,
  address: string,
  data: Buffer,
  row: KeptAccount | undefined,
): string | undefined {
  if (row === undefined) return 'it is missing in the index';
  if (!row.data.equals(data)) return 'its data is another on chain';
  const { typed, ...columns } = projectAccount(decoder, address, data);
  if (row.columns !== undefined && !isDeepStrictEqual(row.columns, columns))
    return 'its decoded columns do not follow from its data';
  const expected = typed === undefined ? [] : [{ table: typed.table.table, row: typed.row }];
  if (row.typed !== undefined && !isDeepStrictEqual(row.typed, expected))
    return `its row in the table of its kind does not follow from its data`;
  return undefined;
}

async function readEvents(reads: ChainReads, decoder: Decoder, signal: AbortSignal | undefined) {
  const events = new Map<string, { name: string; fields: unknown; slot: bigint }>();
  let before: string | undefined;
  for (;;) {
    const page = await reads.transactions({ before, limit: PAGE, ...(signal !== undefined && { signal }) });
    for (const { signature, slot, failed } of page) {
      if (failed) continue;
      const transaction = await reads.transaction(signature, signal);
      for (const [index, event] of eventsIn(transaction, reads.programId, decoder).entries())
        events.set(`${signature}:${index}`, { ...event, slot });
    }
    before = page.at(-1)?.signature;
    if (page.length < PAGE || before === undefined) return events;
  }
}
