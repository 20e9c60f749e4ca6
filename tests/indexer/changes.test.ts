import assert from 'node:assert/strict';
import { pgliteFolder } from './pglite-folder.ts';
import { until, World } from './world.ts';

interface Message {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events until its scope ends. */
function listen(url: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const messages: Message[] = [];
  const reading = (async () => {
    const response = await fetch(url, { headers, signal: stop.signal });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const fields = new Map(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        const data = JSON.parse(fields.get('data') ?? '{}') as Message['data'];
        messages.push({ event: fields.get('event'), id: fields.get('id'), data });
        text = text.slice(end + 2);
      }
    }
  })();
  const ended = reading.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    ...{ messages, ended },
    changed: () => messages.filter(({ event }) => event === undefined),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

describe('the change feed of an index', () => {
  it('tells of each change once, goes on from a cursor, and is heard of twice a second', async () => {
    await using world = await World.start();
    await using database = await pgliteFolder();
    await using index = await world.index({ database: database.path });
    const url = `${index.url}/v1/changes`;
    const told = (feed: ReturnType<typeof listen>) =>
      feed.changed().flatMap(({ data }) => data['addresses'] as string[]);
    const ana = await world.person();
    const dataset = await world.dataset(ana);
    const everything = [ana.address, dataset.address].map(String).sort();

    await using first = listen(`${url}?from=0`);
    await until(() => told(first).includes(String(dataset.address)), 'the dataset');
    await until(() => first.messages.filter(({ event }) => event === 'alive').length > 2, 'signs of life');
    assert.deepEqual([...new Set(told(first))].sort(), everything);
    const cursors = first.changed().map(({ id }) => Number(id));
    assert.deepEqual(
      cursors,
      [...new Set(cursors)].sort((a, b) => a - b),
    );

    const [{ id = '' } = {}] = first.changed().slice(-1);
    await using second = listen(url, { 'last-event-id': id });
    await until(() => second.messages.length > 0, 'the second listener');
    const ben = await world.person();
    await until(() => told(second).length > 0, 'a change');
    assert.deepEqual(told(second), [String(ben.address)]);
    await until(() => told(first).includes(String(ben.address)), 'the first to hear it too');
    await index.close();
    await Promise.all([first.ended, second.ended]);
  });

  it('says so when a cursor is of another database', async () => {
    await using world = await World.start();
    await using database = await pgliteFolder();
    await using index = await world.index({ database: database.path });
    await using feed = listen(`${index.url}/v1/changes?from=999999`);
    await until(() => feed.messages.some(({ event }) => event === 'reset'), 'the reset');
    const ana = await world.person();
    await until(() => feed.changed().length > 0, 'the change after it');
    assert.deepEqual(feed.changed()[0]?.data['addresses'], [String(ana.address)]);
  });
});
