import assert from 'node:assert/strict';
import { Keypair, SystemProgram, Transaction } from '@solana/web3.js';
import fc from 'fast-check';
import { connect, fundedWallet, rpc, startChain } from './world.ts';

describe('malformed transactions on the local chain', () => {
  it('are refused or run, and never end the process', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const transaction = new Transaction().add(
      SystemProgram.transfer({
        fromPubkey: payer.publicKey,
        toPubkey: Keypair.generate().publicKey,
        lamports: 1_000_000,
      }),
    );
    transaction.feePayer = payer.publicKey;
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(payer);
    const wire = transaction.serialize();
    const change = fc.record({ at: fc.nat(wire.length - 1), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (changes, versioned) => {
          const bytes = Buffer.from(wire);
          for (const { at, to } of changes) bytes[at] = to;
          const message = versioned
            ? Buffer.concat([
                bytes.subarray(0, 65),
                Buffer.from([0x80]),
                bytes.subarray(65),
                Buffer.from([0]),
              ])
            : bytes;
          const encoded = message.toString('base64');
          const config = { encoding: 'base64', commitment: 'processed' };
          await rpc(chain.rpcUrl, 'simulateTransaction', encoded, {
            ...config,
            replaceRecentBlockhash: true,
            innerInstructions: true,
          });
          await rpc(chain.rpcUrl, 'sendTransaction', encoded, { ...config, skipPreflight: true });
        },
      ),
      { numRuns: 300 },
    );
    assert.equal((await rpc(chain.rpcUrl, 'getHealth')).result, 'ok');
  });
});
