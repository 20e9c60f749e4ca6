import assert from 'node:assert/strict';
import { PROGRAM_ID } from '@meshid/sdk';
import {
  ComputeBudgetProgram,
  Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionInstruction,
} from '@solana/web3.js';
import { Stage } from '../sdk/actors.ts';
import { people } from '../sdk/acts/people.ts';
import { Both } from './differential/both.ts';
import { fundedWallet, onChains } from './differential/register.ts';
import { refusedByBoth, sendToBoth } from './differential/transactions.ts';

const CONFIRMED = { commitment: 'confirmed' } as const;
const NOBODY = new PublicKey(Buffer.alloc(32, 7)).toBase58();

describe('the local chain and Surfpool answer alike', () => {
  it("about the program's accounts, by every encoding, slice and filter", async () => {
    await using both = await Both.start();
    await people(new Stage(onChains(both)));
    for (const encoding of ['base58', 'base64', 'base64+zstd', 'jsonParsed']) {
      const dataSlice = { offset: 0, length: 64 };
      await both.get('getProgramAccounts', PROGRAM_ID, { ...CONFIRMED, encoding, dataSlice });
    }
    const found = (await both.get('getProgramAccounts', PROGRAM_ID, {
      ...{ ...CONFIRMED, encoding: 'base64' },
    })) as { pubkey: string; account: { space: number; data: [string, string] } }[];
    const [first] = found;
    assert.ok(first !== undefined);
    const { pubkey, account } = first;
    const bytes = Buffer.from(account.data[0], 'base64').subarray(0, 8);
    for (const filters of [
      [{ dataSize: account.space }],
      [{ dataSize: 1 }],
      [{ memcmp: { offset: 0, bytes: bytes.toString('base64'), encoding: 'base64' } }],
    ])
      await both.get('getProgramAccounts', PROGRAM_ID, { ...CONFIRMED, encoding: 'base64', filters });
    await both.get('getMultipleAccounts', [pubkey, NOBODY], { ...CONFIRMED, encoding: 'base64' });
    await both.get('getAccountInfo', PROGRAM_ID, { ...CONFIRMED, encoding: 'base64' });
    await both.get('getBalance', pubkey, CONFIRMED);
    await both.get('getBalance', NOBODY, CONFIRMED);
  });

  it('about the cluster, rent and fees', async () => {
    await using both = await Both.start();
    const payer = await fundedWallet(both);
    for (const bytes of [0, 1, 165, 10_240]) await both.get('getMinimumBalanceForRentExemption', bytes);
    await both.get('getEpochSchedule');
    await both.get('getHealth');
    const price = ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 50_000 });
    const transaction = new Transaction().add(price);
    transaction.feePayer = payer.publicKey;
    transaction.recentBlockhash = await both.latestBlockhash();
    const message = transaction.compileMessage();
    await both.get('getFeeForMessage', message.serialize().toString('base64'), CONFIRMED);
  });

  it('about what no cluster accepts', async () => {
    await using both = await Both.start();
    const signature = '1'.repeat(64);
    await both.ask('getAccountInfo', 'not an address');
    await both.ask('getAccountInfo');
    await both.ask('getBalance', NOBODY, { ...CONFIRMED, minContextSlot: 10 ** 12 });
    await both.ask('getMultipleAccounts', Array(101).fill(NOBODY));
    await both.ask('getTransaction', signature, CONFIRMED);
    await both.ask('getTransaction', 'short');
    await both.ask('getSignatureStatuses', [signature]);
    await both.ask('getSignaturesForAddress', NOBODY, CONFIRMED);
    await both.ask('sendTransaction', 'AAAA', { encoding: 'base64' });
    await both.ask('sendTransaction', '!', { encoding: 'base64' });
    await both.ask('noSuchMethod');
  });

  it('about transactions of the System program that fail, each in its way', async () => {
    await using both = await Both.start();
    const payer = await fundedWallet(both);
    const stranger = Keypair.generate();
    const transfer = (lamports: number) =>
      SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: stranger.publicKey, lamports });
    assert.equal((await sendToBoth(both, [transfer(1_000_000)], [payer])).err, null);
    assert.notEqual((await sendToBoth(both, [transfer(10 ** 12)], [payer])).err, null);
    const unknown = new TransactionInstruction({ keys: [], programId: new PublicKey(NOBODY) });
    await refusedByBoth(both, [unknown], [payer]);
    const nonsense = new TransactionInstruction({
      ...{ keys: [], programId: new PublicKey(PROGRAM_ID), data: Buffer.from('nonsense') },
    });
    assert.notEqual((await sendToBoth(both, [nonsense], [payer])).err, null);
    const greedy = ComputeBudgetProgram.setComputeUnitLimit({ units: 10 });
    assert.notEqual((await sendToBoth(both, [greedy, transfer(1)], [payer])).err, null);
    // Below the rent's least, which takes the whole transaction down.
    const crumb = { fromPubkey: payer.publicKey, toPubkey: Keypair.generate().publicKey, lamports: 1 };
    await refusedByBoth(both, [SystemProgram.transfer(crumb)], [payer]);
    const poor = { fromPubkey: stranger.publicKey, toPubkey: payer.publicKey, lamports: 999_999 };
    assert.notEqual((await sendToBoth(both, [SystemProgram.transfer(poor)], [stranger])).err, null);
    const nobody = Keypair.generate();
    const none = { fromPubkey: nobody.publicKey, toPubkey: payer.publicKey, lamports: 1 };
    await refusedByBoth(both, [SystemProgram.transfer(none)], [nobody]);
  });
});
