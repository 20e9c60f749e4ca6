import assert from 'node:assert/strict';
import {
  burn,
  closeAccount,
  createAssociatedTokenAccount,
  createMint,
  getAccount,
  getMint,
  mintTo,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  transferChecked,
} from '@solana/spl-token';
import { Keypair, type PublicKey } from '@solana/web3.js';
import { connect, fundedWallet, rpc, startChain, until } from './world.ts';

for (const [name, programId] of [
  ['SPL Token', TOKEN_PROGRAM_ID],
  ['Token-2022', TOKEN_2022_PROGRAM_ID],
] as const) {
  describe(`@solana/spl-token with ${name} on the local chain`, () => {
    it('creates a mint, moves tokens and closes an account', async () => {
      await using chain = await startChain();
      await using connection = connect(chain);
      const payer = await fundedWallet(connection);
      const other = Keypair.generate().publicKey;
      const mint = await createMint(
        connection,
        payer,
        payer.publicKey,
        null,
        6,
        undefined,
        undefined,
        programId,
      );
      const account = (owner: PublicKey) =>
        createAssociatedTokenAccount(connection, payer, mint, owner, undefined, programId);
      const own = await account(payer.publicKey);
      const theirs = await account(other);
      await mintTo(connection, payer, mint, own, payer, 1_500_000n, [], undefined, programId);
      const moved = await transferChecked(
        connection,
        payer,
        own,
        mint,
        theirs,
        payer,
        400_000n,
        6,
        [],
        undefined,
        programId,
      );
      assert.equal((await getAccount(connection, theirs, 'confirmed', programId)).amount, 400_000n);
      assert.equal((await getMint(connection, mint, 'confirmed', programId)).supply, 1_500_000n);

      const found = await connection.getTransaction(moved, { maxSupportedTransactionVersion: 0 });
      const balances = (found?.meta?.postTokenBalances ?? []).map((balance) => [
        balance.owner,
        balance.uiTokenAmount.uiAmountString,
      ]);
      assert.deepEqual(Object.fromEntries(balances), {
        [payer.publicKey.toBase58()]: '1.1',
        [other.toBase58()]: '0.4',
      });

      await burn(connection, payer, own, mint, payer, 1_100_000n, [], undefined, programId);
      await closeAccount(connection, payer, own, payer.publicKey, payer, [], undefined, programId);
      await until(async () => (await connection.getAccountInfo(own)) === null, 'the account to be gone');
    });

    it('answers the token queries', async () => {
      await using chain = await startChain();
      await using connection = connect(chain);
      const payer = await fundedWallet(connection);
      const mint = await createMint(
        connection,
        payer,
        payer.publicKey,
        null,
        2,
        undefined,
        undefined,
        programId,
      );
      const own = await createAssociatedTokenAccount(
        connection,
        payer,
        mint,
        payer.publicKey,
        undefined,
        programId,
      );
      await mintTo(connection, payer, mint, own, payer, 12_345n, [], undefined, programId);
      const { value: balance } = await connection.getTokenAccountBalance(own);
      assert.deepEqual(balance, { amount: '12345', decimals: 2, uiAmount: 123.45, uiAmountString: '123.45' });
      assert.equal((await connection.getTokenSupply(mint)).value.amount, '12345');
      assert.deepEqual(
        (await connection.getTokenLargestAccounts(mint)).value.map(({ address }) => address.toBase58()),
        [own.toBase58()],
      );
      const { value: byMint } = await connection.getTokenAccountsByOwner(payer.publicKey, { mint });
      const { value: byProgram } = await connection.getParsedTokenAccountsByOwner(payer.publicKey, {
        programId,
      });
      assert.deepEqual(
        [byMint, byProgram].map((list) => list.map(({ pubkey }) => pubkey.toBase58())),
        [[own.toBase58()], [own.toBase58()]],
      );
      const { info } = byProgram[0]?.account.data.parsed as {
        info: { tokenAmount: { uiAmountString: string } };
      };
      assert.equal(info.tokenAmount.uiAmountString, '123.45');
      const { value: parsedMint } = await connection.getParsedAccountInfo(mint);
      assert.ok(parsedMint !== null && 'parsed' in parsedMint.data);
      assert.equal(
        (await rpc(chain.rpcUrl, 'getTokenSupply', own.toBase58(), { commitment: 'confirmed' })).error?.code,
        -32602,
      );
    });
  });
}
