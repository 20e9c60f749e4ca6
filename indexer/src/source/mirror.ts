import type { Agreements } from '../checkpoint/agreements.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { readKnown } from '../checkpoint/known.ts';
import type { Observation } from '../checkpoint/work.ts';
import { chunks } from '../database/bulk.ts';
import type { Database } from '../database/open.ts';
import { ACCOUNTS_PER_CALL, type ChainReads } from './chain-reads.ts';

const ROWS_PER_COMPARISON = 2_000;
const REREADS = 5;

/** Compares the mirror with its chain and mends it: everything, single accounts, and what became final. */
export class Mirror {
  readonly #database: Database;
  readonly #reads: ChainReads;
  readonly #checkpoint: Checkpoint;
  readonly #agreements: Agreements;

  constructor(database: Database, reads: ChainReads, checkpoint: Checkpoint, agreements: Agreements) {
    this.#database = database;
    this.#reads = reads;
    this.#checkpoint = checkpoint;
    this.#agreements = agreements;
  }

  /** Compares every account, and mends what differs. @returns how many did */
  async reconcile({ minSlot, signal }: { minSlot?: bigint; signal?: AbortSignal } = {}): Promise<number> {
    const asOf = this.#checkpoint.revision;
    const at = performance.now();
    const { slot, accounts } = await this.#reads.program({ minSlot, signal });
    const observations = await this.#differences(slot, asOf, accounts);
    const { doubts, late } = await this.#checkpoint.submit({ observations, slot });
    const settled = await this.refresh(doubts, { signal });
    if (settled && !observations.some(({ address }) => late.includes(address)))
      this.#agreements.agreedAll(slot, at);
    return observations.length;
  }

  /**
   * Reads accounts and mends what differs. What can't be settled (the node is behind) stays old in the eyes of
   * whoever asks for its age.
   *
   * @returns whether all agree now
   */
  async refresh(
    addresses: Iterable<string>,
    options: { minSlot?: bigint; signal?: AbortSignal | undefined } = {},
  ): Promise<boolean> {
    let open = [...new Set(addresses)];
    for (let round = 0; open.length > 0 && round < REREADS; round++) {
      const left: string[] = [];
      for (const chunk of chunks(open, ACCOUNTS_PER_CALL))
        left.push(...(await this.#refreshChunk(chunk, options)));
      open = left;
    }
    return open.length === 0;
  }

  async #refreshChunk(
    addresses: string[],
    options: { minSlot?: bigint; signal?: AbortSignal | undefined },
  ): Promise<string[]> {
    const asOf = this.#checkpoint.revision;
    const at = performance.now();
    const { slot, accounts } = await this.#reads.accounts(addresses, options);
    const observations = addresses.map((address, i) => ({ address, slot, data: accounts[i], asOf }));
    const { doubts, late } = await this.#checkpoint.submit({ observations, slot });
    const open = new Set([...doubts, ...late]);
    this.#agreements.agreed(
      addresses.filter((address) => !open.has(address)),
      slot,
      at,
    );
    return addresses.filter((address) => open.has(address));
  }

  /**
   * Marks rows that the chain can't take back any more. A row that the finalised state contradicts came from a fork that was
   * dropped, or has changed since: it is read again.
   */
  async settle(finalizedSlot: bigint, signal?: AbortSignal): Promise<void> {
    const rows = await this.#database.prisma.account.findMany({
      where: { finalised: false, slot: { lte: finalizedSlot } },
      select: { address: true, slot: true, revision: true, data: true, closed: true },
      orderBy: { slot: 'asc' },
      take: 10 * ACCOUNTS_PER_CALL,
    });
    for (const chunk of chunks(rows, ACCOUNTS_PER_CALL)) {
      const addresses = chunk.map(({ address }) => address);
      const { slot, accounts } = await this.#reads.accounts(addresses, {
        commitment: 'finalized',
        minSlot: finalizedSlot,
        signal,
      });
      const agrees = chunk.map(({ data, closed }, i) =>
        closed ? accounts[i] === undefined : accounts[i]?.equals(data) === true,
      );
      await this.#checkpoint.submit({
        finalised: chunk.filter((row, i) => agrees[i] === true && row.slot <= slot),
        finalizedSlot,
      });
      await this.refresh(
        chunk.filter((_, i) => agrees[i] !== true).map(({ address }) => address),
        { signal },
      );
    }
  }

  async #differences(slot: bigint, asOf: bigint, accounts: Map<string, Buffer>): Promise<Observation[]> {
    const observations: Observation[] = [];
    for (const chunk of chunks([...accounts], ROWS_PER_COMPARISON)) {
      const known = await readKnown(
        this.#database.prisma,
        chunk.map(([address]) => address),
      );
      for (const [address, data] of chunk)
        if (known.get(address)?.data?.equals(data) !== true) observations.push({ address, slot, data, asOf });
    }
    const open = await this.#database.prisma.$queryRawUnsafe<{ address: string }[]>(
      'SELECT address FROM accounts WHERE NOT closed',
    );
    for (const { address } of open)
      if (!accounts.has(address)) observations.push({ address, slot, data: undefined, asOf });
    return observations;
  }
}
