import assert from 'node:assert/strict';
import { LAMPORTS_PER_SOL } from '@solana/web3.js';
import { connect, fundedWallet, startChain } from './world.ts';

describe('the supply on the local chain', () => {
  it('is what the faucet holds and what it gave out, and the largest accounts are told, at most 20', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const rich = await fundedWallet(connection, 70_000);
    await Promise.all(Array.from({ length: 20 }, () => fundedWallet(connection, 5)));
    const { value: supply } = await connection.getSupply('confirmed');
    assert.equal(supply.total, supply.circulating + supply.nonCirculating);
    assert.ok(supply.circulating >= 70_100 * LAMPORTS_PER_SOL);
    const [faucet] = supply.nonCirculatingAccounts;
    assert.ok(faucet !== undefined);

    const { value: largest } = await connection.getLargestAccounts({ commitment: 'confirmed' });
    assert.equal(largest.length, 20);
    const [first, second] = largest.map(({ address }) => address.toBase58());
    assert.deepEqual([first, second], [faucet.toBase58(), rich.publicKey.toBase58()]);
    const balances = largest.map(({ lamports }) => lamports);
    assert.deepEqual(
      balances,
      balances.toSorted((a, b) => b - a),
    );

    const held = await connection.getLargestAccounts({ commitment: 'confirmed', filter: 'nonCirculating' });
    assert.deepEqual(
      held.value.map(({ address }) => address.toBase58()),
      [faucet.toBase58()],
    );
    const out = await connection.getLargestAccounts({ commitment: 'confirmed', filter: 'circulating' });
    assert.equal(out.value[0]?.address.toBase58(), rich.publicKey.toBase58());
  });

  it("counts a program's own accounts among the largest, also of a program that was deployed", async () => {
    await using chain = await startChain({ meshid: true });
    await using connection = connect(chain);
    const { value } = await connection.getLargestAccounts({ commitment: 'confirmed' });
    const accounts = await connection.getMultipleAccountsInfo(value.map(({ address }) => address));
    assert.ok(accounts.some((account) => account !== null && account.data.length > 100_000));
  });
});
