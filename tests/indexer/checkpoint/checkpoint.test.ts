import assert from 'node:assert/strict';
import { isMeshidError } from '@meshid/sdk';
import { Keypair } from '@solana/web3.js';
import { Agreements } from '../../../indexer/src/checkpoint/agreements.ts';
import { Checkpoint } from '../../../indexer/src/checkpoint/checkpoint.ts';
import type { StoredEvent } from '../../../indexer/src/checkpoint/history-rows.ts';
import { openDatabase, type Database } from '../../../indexer/src/database/open.ts';
import { Decoder } from '../../../indexer/src/project/decode.ts';
import { IDL } from '../../../indexer/src/project/idl.ts';
import { pgliteFolder } from '../pglite-folder.ts';

const CHAIN = { genesisHash: 'genesis', programId: 'program' };
const address = () => Keypair.generate().publicKey.toBase58();
const observed = (slot: bigint, text: string, at = address()) => ({
  ...{ address: at, slot, data: Buffer.from(text) },
});
const event = (signature: string, data: StoredEvent['data'] = {}): StoredEvent => ({
  ...{ signature, index: 0, name: 'PersonCreated', data, slot: 5n, position: 0 },
  ...{ blockTime: undefined, finalised: false },
});

describe('the checkpoint', () => {
  let folder: Awaited<ReturnType<typeof pgliteFolder>>;
  let database: Database;
  beforeEach(async () => {
    folder = await pgliteFolder();
    database = await openDatabase({ database: folder.path });
  });
  afterEach(async () => {
    await database.close();
    await folder[Symbol.asyncDispose]();
  });
  const open = () => Checkpoint.open(database, new Decoder(IDL), new Agreements(), CHAIN);
  const counts = async () => ({
    accounts: await database.prisma.account.count(),
    events: await database.prisma.event.count(),
    cursor: await database.prisma.cursor.findUniqueOrThrow({
      where: { id: 1 },
      select: { revision: true, slot: true, historyHead: true },
    }),
  });

  it('commits rows, cursor and history together', async () => {
    const checkpoint = await open();
    await checkpoint.submit({
      observations: [observed(5n, 'one')],
      history: { events: [event('a')], head: 'a' },
    });
    assert.deepEqual(await counts(), {
      accounts: 1,
      events: 1,
      cursor: { revision: 1n, slot: 5n, historyHead: 'a' },
    });
  });

  it('commits none of them when one fails', async () => {
    const checkpoint = await open();
    await checkpoint.submit({
      observations: [observed(5n, 'one')],
      history: { events: [event('a')], head: 'a' },
    });
    const before = await counts();
    // Postgres keeps no zero in text, so this event can't be written.
    const failing = checkpoint.submit({
      observations: [observed(6n, 'two')],
      history: { events: [event('b'), event('c', { text: '\0' })], head: 'c' },
    });
    await assert.rejects(failing, (error) => isMeshidError(error, 'index/database-away'));
    assert.deepEqual(await counts(), before);
    assert.equal(checkpoint.revision, 1n);
  });

  it('changes nothing when the same is written again', async () => {
    const checkpoint = await open();
    const work = { observations: [observed(5n, 'one')], history: { events: [event('a')], head: 'a' } };
    await checkpoint.submit(work);
    const before = await counts();
    const { addresses } = await checkpoint.submit(work);
    assert.deepEqual(addresses, []);
    assert.deepEqual(await counts(), before);
  });

  it('writes at once what is submitted the moment that another commit is done', async () => {
    const checkpoint = await open();
    await checkpoint.submit({ observations: [observed(5n, 'one')] });
    await checkpoint.submit({ observations: [observed(6n, 'two')] });
    assert.equal((await counts()).accounts, 2);
  });

  it('lets no account go back to what an older slot told', async () => {
    const checkpoint = await open();
    const at = address();
    await checkpoint.submit({ observations: [observed(7n, 'new', at)] });
    await checkpoint.submit({ observations: [observed(6n, 'old', at)] });
    const row = await database.prisma.account.findUniqueOrThrow({ where: { address: at } });
    assert.deepEqual([Buffer.from(row.data).toString(), row.slot], ['new', 7n]);
  });

  it('has an account read again of which one slot told two things', async () => {
    const checkpoint = await open();
    const at = address();
    const { doubts } = await checkpoint.submit({
      observations: [observed(7n, 'one', at), observed(7n, 'other', at)],
    });
    assert.deepEqual(doubts, [at]);
  });

  it('keeps a writer out that another took over from', async () => {
    const first = await open();
    await first.submit({ observations: [observed(5n, 'one')] });
    const second = await open();
    await assert.rejects(first.submit({ observations: [observed(6n, 'two')] }), (error) =>
      isMeshidError(error, 'index/other-writer'),
    );
    assert.equal((await counts()).accounts, 1);
    await second.submit({ observations: [observed(6n, 'two')] });
    assert.equal((await counts()).accounts, 2);
  });
});
