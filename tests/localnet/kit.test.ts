import assert from 'node:assert/strict';
import {
  address,
  airdropFactory,
  appendTransactionMessageInstruction,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  createTransactionMessage,
  assertIsTransactionWithBlockhashLifetime,
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  lamports,
  pipe,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import type { Localnet } from '@meshid/localnet';
import { startChain } from './world.ts';

function clients(chain: Localnet) {
  return { rpc: createSolanaRpc(chain.rpcUrl), rpcSubscriptions: createSolanaRpcSubscriptions(chain.wsUrl) };
}

/** A transfer as kit's own examples build it. */
async function signedTransfer({ rpc, rpcSubscriptions }: ReturnType<typeof clients>, amount: bigint) {
  const payer = await generateKeyPairSigner();
  const airdrop = airdropFactory({ rpc, rpcSubscriptions });
  await airdrop({
    recipientAddress: payer.address,
    lamports: lamports(2_000_000_000n),
    commitment: 'confirmed',
  });
  const { address: destination } = await generateKeyPairSigner();
  const { value: latest } = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayerSigner(payer, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(latest, m),
    (m) =>
      appendTransactionMessageInstruction(
        getTransferSolInstruction({ source: payer, destination, amount }),
        m,
      ),
  );
  const transaction = await signTransactionMessageWithSigners(message);
  assertIsTransactionWithBlockhashLifetime(transaction);
  return { transaction, destination, payer };
}

describe('@solana/kit on the local chain', () => {
  it('airdrops, sends and confirms as its examples do', async () => {
    await using chain = await startChain();
    const kit = clients(chain);
    const { transaction, destination } = await signedTransfer(kit, 1_000_000_000n);
    await sendAndConfirmTransactionFactory(kit)(transaction, { commitment: 'confirmed' });
    const { value } = await kit.rpc.getBalance(destination, { commitment: 'confirmed' }).send();
    assert.equal(value, 1_000_000_000n);
    const found = await kit.rpc
      .getTransaction(getSignatureFromTransaction(transaction), {
        ...{ commitment: 'confirmed', encoding: 'jsonParsed', maxSupportedTransactionVersion: 0 },
      })
      .send();
    assert.equal(found?.meta?.fee, 5000n);
  });

  it('simulates and explains why a transaction would fail', async () => {
    await using chain = await startChain();
    const kit = clients(chain);
    const { transaction } = await signedTransfer(kit, 5_000_000_000n);
    const wire = getBase64EncodedWireTransaction(transaction);
    const { value } = await kit.rpc
      .simulateTransaction(wire, { encoding: 'base64', commitment: 'confirmed' })
      .send();
    assert.deepEqual(value.err, { InstructionError: [0n, { Custom: 1n }] });
    await assert.rejects(
      kit.rpc.sendTransaction(wire, { encoding: 'base64', preflightCommitment: 'confirmed' }).send(),
      {
        name: 'SolanaError',
      },
    );
  });

  it('subscribes to accounts and slots with async iterators', async () => {
    await using chain = await startChain();
    const kit = clients(chain);
    const ended = new AbortController();
    const { address: watched } = await generateKeyPairSigner();
    const options = { abortSignal: ended.signal };
    const accounts = await kit.rpcSubscriptions
      .accountNotifications(watched, { commitment: 'confirmed', encoding: 'base64' })
      .subscribe(options);
    const slots = await kit.rpcSubscriptions.slotNotifications().subscribe(options);
    await kit.rpc.requestAirdrop(watched, lamports(1_000_000_000n)).send();
    for await (const { value } of accounts) {
      assert.equal(value.lamports, 1_000_000_000n);
      break;
    }
    for await (const { slot, parent } of slots) {
      assert.ok(slot > parent);
      break;
    }
    ended.abort();
  });

  it('reads accounts, epochs, versions and fees with exact integers', async () => {
    await using chain = await startChain();
    const { rpc } = clients(chain);
    const clock = address('SysvarC1ock11111111111111111111111111111111');
    const { value } = await rpc
      .getAccountInfo(clock, { encoding: 'base64+zstd', commitment: 'confirmed' })
      .send();
    assert.equal(value?.data[1], 'base64+zstd');
    assert.equal((await rpc.getEpochSchedule().send()).slotsPerEpoch, 432_000n);
    assert.ok((await rpc.getEpochInfo({ commitment: 'confirmed' }).send()).absoluteSlot >= 0n);
    assert.ok(typeof (await rpc.getVersion().send())['solana-core'] === 'string');
    assert.equal(await rpc.getMinimumBalanceForRentExemption(0n).send(), 890_880n);
    assert.ok((await rpc.getRecentPrioritizationFees().send()).length >= 0);
    assert.equal(await rpc.getHealth().send(), 'ok');
    assert.deepEqual(
      await rpc
        .getClusterNodes()
        .send()
        .then((nodes) => nodes.length),
      1,
    );
  });
});
