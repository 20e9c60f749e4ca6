import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Keypair, LAMPORTS_PER_SOL } from '@solana/web3.js';
import { WebSocket } from 'ws';
import { connect, fundedWallet, rpc, startChain, until, type RpcReply } from './world.ts';

interface Message extends RpcReply {
  readonly method?: string;
  readonly params?: { readonly subscription: number; readonly result: { readonly value?: unknown } };
}

/** A bare client that keeps all that it is told. */
async function open(url: string) {
  const socket = new WebSocket(url);
  const messages: Message[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
  await once(socket, 'open');
  let id = 0;
  return {
    socket,
    messages,
    async call(method: string, ...params: unknown[]): Promise<Message> {
      const own = (id += 1);
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: own, method, params }));
      await until(() => messages.some((message) => message.id === own), method);
      return messages.find((message) => message.id === own) ?? {};
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

describe('the WebSocket of the local chain', () => {
  it('answers on the port after the HTTP port and on the HTTP port itself', async () => {
    await using chain = await startChain();
    for (const url of [chain.wsUrl, chain.rpcUrl.replace('http', 'ws')]) {
      using client = await open(url);
      assert.equal(typeof (await client.call('slotSubscribe')).result, 'number');
      await until(() => client.messages.some(({ method }) => method === 'slotNotification'), 'a slot');
    }
  });

  it('answers unknown methods, wrong parameters and garbage with their errors, and goes on', async () => {
    await using chain = await startChain();
    using client = await open(chain.wsUrl);
    assert.equal((await client.call('getSlot')).error?.code, -32601);
    assert.equal((await client.call('accountSubscribe', 'short')).error?.code, -32602);
    assert.equal((await client.call('logsSubscribe', { mentions: [] })).error?.code, -32602);
    assert.equal((await client.call('slotUnsubscribe', 99)).error?.code, -32602);
    client.socket.send('{');
    await until(() => client.messages.some(({ error }) => error?.code === -32700), 'the parse error');
    assert.equal(typeof (await client.call('rootSubscribe')).result, 'number');
  });

  it('tells nothing any more after unsubscribing', async () => {
    await using chain = await startChain();
    using client = await open(chain.wsUrl);
    const { result } = await client.call('slotSubscribe');
    await until(() => client.messages.some(({ method }) => method === 'slotNotification'), 'a slot');
    assert.equal((await client.call('slotUnsubscribe', result)).result, true);
    const told = client.messages.length;
    const other = await client.call('rootSubscribe');
    await until(() => client.messages.some(({ params }) => params?.subscription === other.result), 'a root');
    assert.ok(!client.messages.slice(told).some(({ method }) => method === 'slotNotification'));
  });

  it('tells of a signature once: that it arrived, then what became of it, also to who asks late', async () => {
    await using chain = await startChain({ slotMs: 100 });
    await using connection = connect(chain);
    using client = await open(chain.wsUrl);
    const payer = await fundedWallet(connection);
    const [listed] = await connection.getSignaturesForAddress(payer.publicKey);
    const { result } = await client.call('signatureSubscribe', listed?.signature, {
      ...{ commitment: 'confirmed', enableReceivedNotification: true },
    });
    const of = () => client.messages.filter(({ params }) => params?.subscription === result);
    await until(() => of().length > 0, 'the notification');
    assert.deepEqual(
      of().map(({ params }) => params?.result.value),
      [{ err: null }],
    );
    assert.equal((await client.call('signatureUnsubscribe', result)).error?.code, -32602);
  });

  it('filters program notifications, and logs by the account they mention', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    using client = await open(chain.wsUrl);
    const system = '11111111111111111111111111111111';
    const config = { commitment: 'processed', encoding: 'base64' };
    const sized = await client.call('programSubscribe', system, { ...config, filters: [{ dataSize: 7 }] });
    const all = await client.call('programSubscribe', system, config);
    const watched = Keypair.generate().publicKey;
    const logs = await client.call(
      'logsSubscribe',
      { mentions: [watched.toBase58()] },
      { commitment: 'processed' },
    );
    await connection.requestAirdrop(Keypair.generate().publicKey, LAMPORTS_PER_SOL);
    await connection.requestAirdrop(watched, LAMPORTS_PER_SOL);
    const of = (subscribed: Message) =>
      client.messages.filter(({ params }) => params?.subscription === subscribed.result);
    await until(() => of(logs).length > 0 && of(all).length > 1, 'notifications');
    assert.deepEqual([of(sized).length, of(logs).length], [0, 1]);
  });

  it('cuts a client that sends too much at once', async () => {
    await using chain = await startChain();
    using client = await open(chain.wsUrl);
    const closed = once(client.socket, 'close');
    client.socket.on('error', () => undefined);
    client.socket.send('x'.repeat(300 * 1024));
    await closed;
    assert.equal((await rpc(chain.rpcUrl, 'getHealth')).result, 'ok');
  });
});
