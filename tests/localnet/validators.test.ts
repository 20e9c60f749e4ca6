import assert from 'node:assert/strict';
import { Keypair, PublicKey } from '@solana/web3.js';
import { connect, fundedWallet, rpc, startChain, until } from './world.ts';

describe('what the local chain tells of its validator', () => {
  it('leads every slot of the epochs that are known, and nobody else does', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const leader = await connection.getSlotLeader();
    const { slotsInEpoch } = await connection.getEpochInfo();
    const schedule = await connection.getLeaderSchedule();
    assert.deepEqual(
      schedule[leader],
      Array.from({ length: slotsInEpoch }, (_, index) => index),
    );
    const stranger = Keypair.generate().publicKey.toBase58();
    assert.deepEqual((await rpc(chain.rpcUrl, 'getLeaderSchedule', null, { identity: stranger })).result, {});
    assert.equal((await rpc(chain.rpcUrl, 'getLeaderSchedule', 10_000_000)).result, null);
  });

  it('pays no rewards', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const addresses = [Keypair.generate().publicKey, PublicKey.default];
    assert.deepEqual(await connection.getInflationReward(addresses), [null, null]);
    assert.equal((await rpc(chain.rpcUrl, 'getInflationReward', 'one')).error?.code, -32602);
  });

  it('counts slots and transactions by the minute', async () => {
    await using chain = await startChain({ slotMs: 5 });
    await using connection = connect(chain);
    assert.deepEqual(await connection.getRecentPerformanceSamples(), []);
    await fundedWallet(connection);
    await chain.faults.warp({ seconds: 61 });
    await until(
      async () => (await connection.getRecentPerformanceSamples()).length === 1,
      'the first minute',
    );
    await chain.faults.warp({ seconds: 61 });
    await until(
      async () => (await connection.getRecentPerformanceSamples()).length === 2,
      'the second minute',
    );
    const [latest, first] = await connection.getRecentPerformanceSamples();
    assert.ok(latest !== undefined && first !== undefined);
    assert.equal(first.numTransactions, 1);
    assert.equal(latest.numTransactions, 0);
    assert.equal(latest.numSlots, latest.slot - first.slot);
    assert.ok(first.samplePeriodSecs >= 60 && latest.samplePeriodSecs >= 60);
    assert.equal((await connection.getRecentPerformanceSamples(1)).length, 1);
    assert.equal((await rpc(chain.rpcUrl, 'getRecentPerformanceSamples', 721)).error?.code, -32602);
  });
});
