import assert from 'node:assert/strict';
import { Keypair, LAMPORTS_PER_SOL, PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import type { Localnet } from '@meshid/localnet';
import { connect, fundedWallet, rpc, startChain } from './world.ts';

interface Simulated {
  readonly err: unknown;
  readonly accounts: readonly ({ readonly lamports: number; readonly owner: string } | null)[];
  readonly loadedAccountsDataSize: number;
}

/** As validators count it: 64 for each account that is there, and its data. */
const LOADED_EACH = 64;

async function simulate(
  chain: Localnet,
  transaction: Transaction,
  accounts: readonly PublicKey[],
): Promise<Simulated> {
  const wire = transaction.serialize().toString('base64');
  const addresses = accounts.map((account) => account.toBase58());
  const { result } = await rpc(chain.rpcUrl, 'simulateTransaction', wire, {
    ...{ encoding: 'base64', commitment: 'confirmed', accounts: { encoding: 'base64', addresses } },
  });
  return (result as { readonly value: Simulated }).value;
}

describe('simulations on the local chain', () => {
  it('tell an account that the transaction would empty as empty, and one that nobody made as absent', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const [payer, leaving] = [await fundedWallet(connection), await fundedWallet(connection, 1)];
    const { publicKey: heir } = Keypair.generate();
    const move = { fromPubkey: leaving.publicKey, toPubkey: heir, lamports: LAMPORTS_PER_SOL };
    const transaction = new Transaction().add(SystemProgram.transfer(move));
    transaction.feePayer = payer.publicKey;
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(payer, leaving);
    const asked = [leaving.publicKey, heir, Keypair.generate().publicKey];
    const { err, accounts, loadedAccountsDataSize } = await simulate(chain, transaction, asked);
    assert.equal(err, null);
    assert.deepEqual(
      accounts.map((account) => account?.lamports),
      [0, LAMPORTS_PER_SOL, undefined],
    );
    assert.equal(accounts[0]?.owner, SystemProgram.programId.toBase58());
    // The heir isn't there yet; the System program is, with its name in it.
    const system = await connection.getAccountInfo(SystemProgram.programId);
    assert.equal(loadedAccountsDataSize, 3 * LOADED_EACH + (system?.data.length ?? 0));
  });

  it('tell nothing as loaded of what failed before it ran', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const nobody = Keypair.generate();
    const move = { fromPubkey: nobody.publicKey, toPubkey: nobody.publicKey, lamports: 1 };
    const transaction = new Transaction().add(SystemProgram.transfer(move));
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(nobody);
    const { err, loadedAccountsDataSize } = await simulate(chain, transaction, []);
    assert.deepEqual([err, loadedAccountsDataSize], ['AccountNotFound', 0]);
  });

  it("counts a program's code once, wherever the transaction mentions the program", async () => {
    await using chain = await startChain({ meshid: true });
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const programId = chain.programId ?? assert.fail();
    const program = new PublicKey(programId);
    const call = { keys: [{ pubkey: program, isSigner: false, isWritable: false }], programId: program };
    const transaction = new Transaction().add({ ...call, data: Buffer.alloc(0) });
    transaction.feePayer = payer.publicKey;
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(payer);
    const account = await connection.getAccountInfo(program);
    const code = await connection.getAccountInfo(new PublicKey(account?.data.subarray(4) ?? []));
    const { loadedAccountsDataSize } = await simulate(chain, transaction, []);
    const data = (account?.data.length ?? 0) + (code?.data.length ?? 0);
    assert.ok(data > 100_000);
    assert.equal(loadedAccountsDataSize, 3 * LOADED_EACH + data);
  });
});
