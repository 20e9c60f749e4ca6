import { randomUUID } from 'node:crypto';
import { MeshidError } from '@meshid/sdk';
import type { Database } from '../database/open.ts';
import type { Queryable } from '../database/bulk.ts';
import type { Decoder } from '../project/decode.ts';
import { writeAccounts, type AccountWrite } from './account-writes.ts';
import type { Agreements } from './agreements.ts';
import { writeHistory } from './history-writes.ts';
import { judge, type Known } from './order.ts';
import { readKnown } from './known.ts';
import type { Commit, Observation, Work } from './work.ts';

interface Queued {
  readonly work: Work;
  readonly resolve: (commit: Commit) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The only way into the database: rows, cursor and history of everything that waits go in one transaction, one transaction
 * at a time. A crash leaves the state before or after it; doing the same work again changes nothing.
 */
export class Checkpoint {
  readonly #database: Database;
  readonly #decoder: Decoder;
  readonly #agreements: Agreements;
  readonly #writer = randomUUID();
  readonly #listeners = new Set<(commit: Commit) => void>();
  #queue: Queued[] = [];
  #running: Promise<void> | undefined;
  #revision = 0n;
  #closed = false;

  private constructor(database: Database, decoder: Decoder, agreements: Agreements) {
    this.#database = database;
    this.#decoder = decoder;
    this.#agreements = agreements;
  }

  /**
   * Takes over the cursor: whoever wrote before can't any more.
   *
   * @throws MeshidError `index/other-chain`
   */
  static async open(
    database: Database,
    decoder: Decoder,
    agreements: Agreements,
    chain: Chain,
  ): Promise<Checkpoint> {
    const checkpoint = new Checkpoint(database, decoder, agreements);
    checkpoint.#revision = await database.prisma.$transaction(async (tx) => {
      const cursor = await tx.cursor.upsert({
        where: { id: 1 },
        create: { id: 1, ...chain, writer: checkpoint.#writer },
        update: { writer: checkpoint.#writer },
      });
      for (const [kept, found] of [
        [cursor.genesisHash, chain.genesisHash],
        [cursor.programId, chain.programId],
      ])
        if (kept !== found)
          throw new MeshidError('index/other-chain', {
            database: database.description,
            kept: String(kept),
            found: String(found),
          });
      return cursor.revision;
    });
    return checkpoint;
  }

  /** Of the last committed transaction that changed something. */
  get revision(): bigint {
    return this.#revision;
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Writes, together with whatever else waits. Resolves when it is committed.
   *
   * @throws MeshidError `index/other-writer`, `index/database-away`
   */
  submit(work: Work): Promise<Commit> {
    if (this.#closed) return Promise.reject(this.#away('it is closed'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ work, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Waits for what was submitted. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // What arrives in this turn of the event loop goes together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        const commit = await this.#commit(batch.map(({ work }) => work));
        this.#revision = commit.revision;
        if (commit.addresses.length > 0) for (const listener of this.#listeners) listener(commit);
        for (const { resolve } of batch) resolve(commit);
      } catch (error) {
        const failure = error instanceof MeshidError ? error : this.#away(error);
        for (const { reject } of batch) reject(failure);
      }
    }
    // In the same turn as the last look at the queue: whoever submits the moment a commit is done would wait for the next one.
    this.#running = undefined;
  }

  async #commit(works: readonly Work[]): Promise<Commit> {
    return this.#database.prisma.$transaction(async (tx) => {
      const observations = works.flatMap((work) => work.observations ?? []);
      const known = await readKnown(tx, [...new Set(observations.map(({ address }) => address))]);
      const revision = this.#revision + 1n;
      const { writes, doubts, late } = this.#order(observations, known, revision);
      const changed = await writeHistory(
        tx,
        works.flatMap((work) => work.history ?? []),
      );
      const changes = writes.size > 0 || changed;
      const slot = await this.#moveCursor(tx, works, changes ? revision : this.#revision);
      await writeAccounts(tx, this.#decoder, [...writes.values()]);
      await markFinalised(
        tx,
        works.flatMap((work) => work.finalised ?? []),
      );
      return {
        revision: changes ? revision : this.#revision,
        ...{ slot, addresses: [...writes.keys()], doubts: [...doubts], late: [...late] },
      };
    });
  }

  #order(observations: readonly Observation[], known: Map<string, Known>, revision: bigint) {
    const writes = new Map<string, AccountWrite>();
    const doubts = new Set<string>();
    const late = new Set<string>();
    for (const observation of observations) {
      const { address, slot, data } = observation;
      const verdict = judge(observation, known.get(address), this.#agreements.slotOf(address));
      if (verdict === 'doubtful') doubts.add(address);
      if (verdict === 'older' && observation.asOf !== undefined) late.add(address);
      if (verdict !== 'newer') continue;
      known.set(address, { slot, revision, data });
      writes.set(address, { address, slot, revision, data });
    }
    return { writes, doubts, late };
  }

  /** The fence: a writer that was taken over finds another name here, and its transaction ends without a trace. */
  async #moveCursor(tx: Queryable, works: readonly Work[], revision: bigint): Promise<bigint> {
    const most = (slots: (bigint | undefined)[]) =>
      slots.reduce<bigint>((a, b) => (b !== undefined && b > a ? b : a), 0n);
    const slot = most(
      works.flatMap((work) => [work.slot, ...(work.observations ?? []).map((seen) => seen.slot)]),
    );
    const head = works.findLast((work) => work.history?.head !== undefined)?.history?.head ?? null;
    const rows = await tx.$queryRawUnsafe<{ slot: bigint }[]>(
      `UPDATE cursor SET revision = $1::bigint, slot = GREATEST(slot, $2::bigint), history_head = COALESCE($3, history_head),
       finalized_slot = GREATEST(finalized_slot, $4::bigint), updated_at = now() WHERE id = 1 AND writer = $5 RETURNING slot`,
      ...[
        revision.toString(),
        slot.toString(),
        head,
        most(works.map((work) => work.finalizedSlot)).toString(),
        this.#writer,
      ],
    );
    const [row] = rows;
    if (row === undefined)
      throw new MeshidError('index/other-writer', { database: this.#database.description });
    return row.slot;
  }

  #away(error: unknown): MeshidError {
    const why = error instanceof Error ? error.message : String(error);
    return new MeshidError(
      'index/database-away',
      { database: this.#database.description, why },
      { cause: error, retryable: true },
    );
  }
}

export interface Chain {
  readonly genesisHash: string;
  readonly programId: string;
}

async function markFinalised(tx: Queryable, rows: NonNullable<Work['finalised']>): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRawUnsafe(
    `UPDATE accounts SET finalised = true FROM unnest($1::text[], $2::text[]) AS t(address, revision)
     WHERE accounts.address = t.address AND accounts.revision = t.revision::bigint`,
    rows.map(({ address }) => address),
    rows.map(({ revision }) => revision.toString()),
  );
}
