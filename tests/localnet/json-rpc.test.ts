import assert from 'node:assert/strict';
import { Keypair } from '@solana/web3.js';
import { post, rpc, startChain, until, type RpcReply } from './world.ts';

const parse = (text: string) => JSON.parse(text) as RpcReply;

describe('JSON-RPC over HTTP', () => {
  it('answers an unknown method with -32601', async () => {
    await using chain = await startChain();
    const { error } = await rpc(chain.rpcUrl, 'getWeather');
    assert.deepEqual(error, { code: -32601, message: 'Method not found' });
  });

  it('does not answer the methods that break things unless it was told to', async () => {
    await using chain = await startChain();
    assert.equal((await rpc(chain.rpcUrl, 'localnet_fork', 1)).error?.code, -32601);
    await using breakable = await startChain({ faults: true });
    assert.equal((await rpc(breakable.rpcUrl, 'localnet_fork', 0)).error, undefined);
  });

  it('tells text that is not JSON from JSON that is no request', async () => {
    await using chain = await startChain();
    assert.equal(parse((await post(chain.rpcUrl, '{"jsonrpc": "2.0", ')).text).error?.code, -32700);
    for (const body of [
      '7',
      'null',
      '[]',
      '{}',
      '{"jsonrpc":"2.0","id":1}',
      '{"jsonrpc":"1.0","id":1,"method":"getSlot"}',
    ])
      assert.equal(parse((await post(chain.rpcUrl, body)).text).error?.code, -32600, body);
  });

  it('answers wrong parameters with -32602', async () => {
    await using chain = await startChain();
    const calls: [string, ...unknown[]][] = [
      ['getBalance'],
      ['getBalance', 7],
      ['getBalance', 'not/base58'],
      ['getBalance', '1111'],
      ['getBalance', '1'.repeat(100_00)],
      ['getSlot', { commitment: 'soon' }],
      ['getSlot', { minContextSlot: -1 }],
      ['getMultipleAccounts', Array.from({ length: 101 }, () => Keypair.generate().publicKey.toBase58())],
      [
        'getProgramAccounts',
        Keypair.generate().publicKey.toBase58(),
        { filters: [{ memcmp: { offset: 0, bytes: '0' } }] },
      ],
      ['sendTransaction', 'AA==', { encoding: 'base64' }],
      ['sendTransaction', 'no base64', { encoding: 'base64' }],
      ['requestAirdrop', Keypair.generate().publicKey.toBase58(), 1.5],
      ['getSignaturesForAddress', Keypair.generate().publicKey.toBase58(), { limit: 1001 }],
    ];
    for (const [method, ...params] of calls)
      assert.equal(
        (await rpc(chain.rpcUrl, method, ...params)).error?.code,
        -32602,
        `${method} ${String(params[0])}`.slice(0, 80),
      );
  });

  it('answers a batch in its order and nothing to notifications', async () => {
    await using chain = await startChain();
    const batch = [
      { jsonrpc: '2.0', id: 'a', method: 'getGenesisHash' },
      { jsonrpc: '2.0', method: 'getSlot' },
      { jsonrpc: '2.0', id: 2, method: 'nothing' },
      5,
    ];
    const answers = JSON.parse((await post(chain.rpcUrl, JSON.stringify(batch))).text) as RpcReply[];
    assert.deepEqual(
      answers.map(({ id, error }) => [id, error?.code]),
      [
        ['a', undefined],
        [2, -32601],
        [null, -32600],
      ],
    );
    assert.equal((await post(chain.rpcUrl, '{"jsonrpc":"2.0","method":"getSlot"}')).text, '');
  });

  it('refuses a body above 50 KiB without reading it all', async () => {
    await using chain = await startChain();
    const { status } = await post(chain.rpcUrl, JSON.stringify({ pad: 'x'.repeat(60 * 1024) }));
    assert.equal(status, 413);
    assert.equal((await rpc(chain.rpcUrl, 'getHealth')).result, 'ok');
  });

  it('answers -32016 until the slot that a call asks for has come', async () => {
    await using chain = await startChain();
    const slot = (await rpc(chain.rpcUrl, 'getSlot', { commitment: 'confirmed' })).result as number;
    const ask = (minContextSlot: number) =>
      rpc(chain.rpcUrl, 'getBalance', Keypair.generate().publicKey.toBase58(), {
        commitment: 'confirmed',
        minContextSlot,
      });
    const { error } = await ask(slot + 5);
    assert.equal(error?.code, -32016);
    assert.ok((error.data as { contextSlot: number }).contextSlot < slot + 5);
    await until(async () => (await ask(slot + 5)).error === undefined, 'the slot');
  });

  it('keeps integers past 2^53 exact both ways', async () => {
    await using chain = await startChain();
    const address = Keypair.generate().publicKey.toBase58();
    const { text } = await post(
      chain.rpcUrl,
      `{"jsonrpc":"2.0","id":9007199254740993,"method":"requestAirdrop","params":["${address}",9007199254740993]}`,
    );
    assert.match(text, /"id":9007199254740993/);
    const info = () =>
      post(
        chain.rpcUrl,
        `{"jsonrpc":"2.0","id":1,"method":"getAccountInfo","params":["${address}",{"commitment":"processed"}]}`,
      );
    assert.match((await info()).text, /"lamports":9007199254740993,/);
    assert.match((await info()).text, /"rentEpoch":18446744073709551615,/);
  });

  it('answers health checks and preflight requests of web pages', async () => {
    await using chain = await startChain();
    assert.equal(await (await fetch(`${chain.rpcUrl}/health`)).text(), 'ok');
    const options = await fetch(chain.rpcUrl, { method: 'OPTIONS' });
    assert.equal(options.headers.get('access-control-allow-origin'), '*');
    assert.equal((await fetch(chain.rpcUrl, { method: 'PUT', body: '{}' })).status, 405);
  });

  it('is another cluster each time unless told which', async () => {
    await using one = await startChain();
    await using two = await startChain();
    assert.notEqual(one.genesisHash, two.genesisHash);
    await using three = await startChain({ genesisHash: one.genesisHash });
    assert.equal((await rpc(three.rpcUrl, 'getGenesisHash')).result, one.genesisHash);
    await assert.rejects(startChain({ genesisHash: 'short' }), { code: 'input/invalid' });
  });

  it('says which port is taken', async () => {
    await using chain = await startChain();
    await assert.rejects(startChain({ port: Number(new URL(chain.rpcUrl).port) }), {
      code: 'localnet/port-taken',
    });
  });
});
