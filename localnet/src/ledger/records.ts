import { deserialize, serialize } from 'node:v8';
import type { Account } from '../chain/account.ts';
import type { Block, TransactionRecord } from '../chain/block.ts';
import { SYSVAR_OWNER } from '../chain/sysvars.ts';

/** What a journal holds, in order: closed blocks, and forks that took some of them back. */
export type JournalRecord =
  | { readonly kind: 'block'; readonly block: Block }
  | {
      readonly kind: 'fork';
      readonly slot: number;
      readonly restored: ReadonlyMap<string, Account | undefined>;
    };

// Addresses repeat within a block, so records name them by their place in a table.
type Index = number;
type AccountTuple = readonly [
  Index,
  lamports: bigint,
  owner: Index,
  executable: boolean,
  rentEpoch: bigint,
  Uint8Array,
];
type TransactionTuple = readonly [Omit<TransactionRecord, 'keys'>, keys: readonly Index[]];
type BlockTuple = readonly [
  'block',
  head: Omit<Block, 'transactions' | 'changes'>,
  table: readonly string[],
  transactions: readonly TransactionTuple[],
  changes: readonly AccountTuple[],
];
type ForkTuple = readonly ['fork', slot: number, table: readonly string[], changes: readonly AccountTuple[]];

/** Node's structured clone format, which Node promises to read in all later versions. */
export function encodeRecord(record: JournalRecord): Buffer {
  const table = new Table();
  if (record.kind === 'fork') {
    const changes = encodeAccounts(record.restored, table);
    return serialize(['fork', record.slot, table.addresses, changes] satisfies ForkTuple);
  }
  const { transactions, changes, ...head } = record.block;
  const encoded = transactions.map(({ keys, ...rest }): TransactionTuple => [
    rest,
    keys.map((key) => table.index(key)),
  ]);
  const accounts = encodeAccounts(changes, table);
  return serialize(['block', head, table.addresses, encoded, accounts] satisfies BlockTuple);
}

/** The payload's checksum vouches for its shape: it was written by `encodeRecord` of this format's version. */
export function decodeRecord(payload: Uint8Array): JournalRecord {
  const tuple = deserialize(payload) as BlockTuple | ForkTuple;
  if (tuple[0] === 'fork')
    return { kind: 'fork', slot: tuple[1], restored: decodeAccounts(tuple[3], tuple[2]) };
  const [, head, table, encoded, accounts] = tuple;
  const transactions = encoded.map(([rest, keys]) => ({
    ...rest,
    keys: keys.map((index) => table[index] ?? ''),
  }));
  return { kind: 'block', block: { ...head, transactions, changes: decodeAccounts(accounts, table) } };
}

function encodeAccounts(accounts: ReadonlyMap<string, Account | undefined>, table: Table): AccountTuple[] {
  const tuples: AccountTuple[] = [];
  for (const [address, account] of accounts) {
    // Time and slots are made anew when a chain starts.
    if (account?.owner === SYSVAR_OWNER) continue;
    const { lamports, owner, executable, rentEpoch, data } = account ?? CLOSED;
    tuples.push([table.index(address), lamports, table.index(owner), executable, rentEpoch, data]);
  }
  return tuples;
}

function decodeAccounts(
  tuples: readonly AccountTuple[],
  table: readonly string[],
): Map<string, Account | undefined> {
  const accounts = new Map<string, Account | undefined>();
  for (const [address, lamports, owner, executable, rentEpoch, data] of tuples) {
    const account = { lamports, owner: table[owner] ?? '', executable, rentEpoch, data };
    accounts.set(table[address] ?? '', lamports === 0n ? undefined : account);
  }
  return accounts;
}

const CLOSED: Account = { lamports: 0n, data: new Uint8Array(), owner: '', executable: false, rentEpoch: 0n };

class Table {
  readonly addresses: string[] = [];
  readonly #indexes = new Map<string, Index>();

  index(address: string): Index {
    const known = this.#indexes.get(address);
    if (known !== undefined) return known;
    this.#indexes.set(address, this.addresses.length);
    return this.addresses.push(address) - 1;
  }
}
