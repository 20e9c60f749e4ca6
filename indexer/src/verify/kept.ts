import type { Cell } from '../database/bulk.ts';
import { openDatabase, type Database } from '../database/open.ts';
import type { ProjectedAccount } from '../project/account.ts';
import type { Fields } from '../project/decode.ts';
import { KIND_TABLES } from '../project/tables.ts';
import type { AccountJson } from '../queries/accounts.ts';
import { readHistory, type EventJson } from '../queries/history.ts';

export interface KeptAccount {
  readonly data: Buffer;
  /** Where the database itself can be read. */
  readonly columns?: Omit<ProjectedAccount, 'typed'>;
  /** Its rows in the tables of kinds, each `table` with its cells. */
  readonly typed?: readonly { readonly table: string; readonly row: readonly Cell[] }[];
}

/** What an index has, however it is reached. */
export interface Kept extends AsyncDisposable {
  /** Nobody writes it meanwhile, so what differs once differs. */
  readonly still: boolean;
  accounts(): Promise<Map<string, KeptAccount>>;
  /** In their order. */
  events(): Promise<EventJson[]>;
  /** Parts of the history that are still to be read. */
  gaps(): Promise<number>;
}

const PAGE = 1_000;

/** The database itself; with PGlite no index may run on it meanwhile. @throws MeshidError `index/database-…` */
export async function keptInDatabase(database: string): Promise<Kept> {
  const opened = await openDatabase({ database, readOnly: true });
  const { prisma } = opened;
  return {
    still: opened.kind === 'pglite',
    async accounts() {
      const typed = await readTyped(opened);
      const kept = new Map<string, KeptAccount>();
      for (let after = ''; ;) {
        const rows = await prisma.account.findMany({
          where: { closed: false, address: { gt: after } },
          orderBy: { address: 'asc' },
          take: PAGE,
        });
        for (const { address, data, decoded, kind, status, person, owner, resource, principal } of rows)
          kept.set(address, {
            data: Buffer.from(data),
            columns: {
              ...{ kind, status, person, owner, resource, principal },
              decoded: decoded as Fields | null,
            },
            typed: typed.get(address) ?? [],
          });
        const last = rows.at(-1);
        if (rows.length < PAGE || last === undefined) break;
        after = last.address;
      }
      for (const [address, rows] of typed)
        if (!kept.has(address)) kept.set(address, { data: Buffer.alloc(0), typed: rows });
      return kept;
    },
    events: () => readPages((after) => readHistory(prisma, { after, limit: PAGE })),
    gaps: () => prisma.historyGap.count(),
    [Symbol.asyncDispose]: () => opened.close(),
  };
}

/** A running index, by what it answers. */
export function keptByIndex(url: string): Kept {
  const get = async (path: string) => {
    const response = await fetch(new URL(path, url));
    if (!response.ok) throw new Error(`${url} answered ${path} with ${response.status}`);
    return response.json();
  };
  return {
    still: false,
    async accounts() {
      const kept = new Map<string, KeptAccount>();
      let after: string | undefined;
      do {
        const page = (await get(
          `/v1/accounts?limit=${PAGE}${after === undefined ? '' : `&after=${after}`}`,
        )) as {
          accounts: AccountJson[];
          next?: string;
        };
        for (const { address, data } of page.accounts)
          kept.set(address, { data: Buffer.from(data, 'base64') });
        after = page.next;
      } while (after !== undefined);
      return kept;
    },
    events: () =>
      readPages(
        async (after) =>
          (await get(`/v1/history?limit=${PAGE}${after === undefined ? '' : `&after=${after}`}`)) as {
            events: EventJson[];
            next?: string;
          },
      ),
    gaps: () => Promise.resolve(0),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function readPages(
  read: (after: string | undefined) => Promise<{ events: EventJson[]; next?: string }>,
): Promise<EventJson[]> {
  const events: EventJson[] = [];
  let after: string | undefined;
  do {
    const page = await read(after);
    events.push(...page.events);
    after = page.next;
  } while (after !== undefined);
  return events;
}

async function readTyped({ prisma }: Database): Promise<Map<string, { table: string; row: Cell[] }[]>> {
  const typed = new Map<string, { table: string; row: Cell[] }[]>();
  for (const { table, columns } of Object.values(KIND_TABLES)) {
    const names = ['address', 'status', ...columns.map(({ name }) => name)];
    const selected = names.map((name) => `"${name}"::text AS "${name}"`).join(', ');
    const rows = await prisma.$queryRawUnsafe<Record<string, Cell>[]>(`SELECT ${selected} FROM "${table}"`);
    for (const row of rows) {
      const address = String(row['address']);
      typed.set(address, [
        ...(typed.get(address) ?? []),
        { table, row: names.map((name) => row[name] ?? null) },
      ]);
    }
  }
  return typed;
}
