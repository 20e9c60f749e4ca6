import assert from 'node:assert/strict';
import {
  createAssociatedTokenAccountInstruction,
  createBurnInstruction,
  createCloseAccountInstruction,
  createInitializeMint2Instruction,
  createMintToInstruction,
  createTransferCheckedInstruction,
  getAssociatedTokenAddressSync,
  MINT_SIZE,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import { Keypair, SystemProgram } from '@solana/web3.js';
import { extendedMint } from '../fixtures/extended-mint.ts';
import { Both } from './differential/both.ts';
import { fundedWallet } from './differential/register.ts';
import { sendToBoth } from './differential/transactions.ts';

const CONFIRMED = { commitment: 'confirmed' } as const;

for (const [name, program] of [
  ['SPL Token', TOKEN_PROGRAM_ID],
  ['Token-2022', TOKEN_2022_PROGRAM_ID],
] as const)
  describe(`${name} on the local chain and Surfpool alike`, () => {
    it('a mint is made, tokens are minted, moved, burnt and refused, and an account is closed', async () => {
      await using both = await Both.start();
      const payer = await fundedWallet(both);
      const [mint, other] = [Keypair.generate(), Keypair.generate().publicKey];
      const { publicKey: owner } = payer;
      const at = (of: typeof owner) => getAssociatedTokenAddressSync(mint.publicKey, of, false, program);
      const rent = Number(await both.get('getMinimumBalanceForRentExemption', MINT_SIZE));
      const create = SystemProgram.createAccount({
        ...{ fromPubkey: owner, newAccountPubkey: mint.publicKey, space: MINT_SIZE },
        ...{ lamports: rent, programId: program },
      });
      const initialise = createInitializeMint2Instruction(mint.publicKey, 6, owner, null, program);
      assert.equal((await sendToBoth(both, [create, initialise], [payer, mint])).err, null);
      for (const holder of [owner, other]) {
        const made = createAssociatedTokenAccountInstruction(
          owner,
          at(holder),
          holder,
          mint.publicKey,
          program,
        );
        assert.equal((await sendToBoth(both, [made], [payer])).err, null);
      }
      const minting = createMintToInstruction(mint.publicKey, at(owner), owner, 1_500_000n, [], program);
      assert.equal((await sendToBoth(both, [minting], [payer])).err, null);
      const move = (amount: bigint) =>
        createTransferCheckedInstruction(at(owner), mint.publicKey, at(other), owner, amount, 6, [], program);
      assert.equal((await sendToBoth(both, [move(400_000n)], [payer])).err, null);
      assert.deepEqual((await sendToBoth(both, [move(9_000_000n)], [payer])).err, {
        InstructionError: [0, { Custom: 1 }],
      });

      const mintAt = mint.publicKey.toBase58();
      await both.get('getTokenSupply', mintAt, CONFIRMED);
      await both.get('getTokenLargestAccounts', mintAt, CONFIRMED);
      await both.get('getTokenAccountBalance', at(owner).toBase58(), CONFIRMED);
      for (const encoding of ['base64', 'jsonParsed']) {
        const config = { ...CONFIRMED, encoding };
        await both.get('getTokenAccountsByOwner', owner.toBase58(), { mint: mintAt }, config);
        await both.get(
          'getTokenAccountsByOwner',
          owner.toBase58(),
          { programId: program.toBase58() },
          config,
        );
        await both.get('getAccountInfo', mintAt, config);
        await both.get('getAccountInfo', at(other).toBase58(), config);
      }

      const burn = createBurnInstruction(at(owner), mint.publicKey, owner, 1_100_000n, [], program);
      const close = createCloseAccountInstruction(at(owner), owner, owner, [], program);
      assert.equal((await sendToBoth(both, [burn, close], [payer])).err, null);
      await both.get('getAccountInfo', at(owner).toBase58(), { ...CONFIRMED, encoding: 'base64' });
    });
  });

it('Token-2022 tells the extensions of a mint and of an account on both alike', async () => {
  await using both = await Both.start();
  const payer = await fundedWallet(both);
  const mint = Keypair.generate();
  const { publicKey: owner } = payer;
  const extended = extendedMint(mint.publicKey, owner);
  const rent = Number(await both.get('getMinimumBalanceForRentExemption', extended.bytes));
  assert.equal((await sendToBoth(both, extended.create(rent), [payer, mint])).err, null);
  assert.equal((await sendToBoth(both, extended.describe(), [payer])).err, null);
  const account = getAssociatedTokenAddressSync(mint.publicKey, owner, false, TOKEN_2022_PROGRAM_ID);
  const made = createAssociatedTokenAccountInstruction(
    ...([owner, account, owner, mint.publicKey, TOKEN_2022_PROGRAM_ID] as const),
  );
  assert.equal((await sendToBoth(both, [made], [payer])).err, null);
  for (const address of [mint.publicKey, account])
    await both.get('getAccountInfo', address.toBase58(), { ...CONFIRMED, encoding: 'jsonParsed' });
});
