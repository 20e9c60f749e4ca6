import { openDatabase } from '../../indexer/src/database/open.ts';

/** Runs SQL on a database that no index uses, as a third party's program would. */
export async function sql(database: string, statement: string): Promise<Record<string, unknown>[]> {
  const opened = await openDatabase({ database, readOnly: true });
  try {
    return await opened.prisma.$queryRawUnsafe<Record<string, unknown>[]>(statement);
  } finally {
    await opened.close();
  }
}
