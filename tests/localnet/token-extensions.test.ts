import assert from 'node:assert/strict';
import {
  createAssociatedTokenAccountIdempotentInstruction,
  getAssociatedTokenAddressSync,
  TOKEN_2022_PROGRAM_ID,
} from '@solana/spl-token';
import { Keypair, type TransactionInstruction } from '@solana/web3.js';
import { extendedMint } from '../fixtures/extended-mint.ts';
import { connect, fundedWallet, rpc, send, startChain, until } from './world.ts';

describe("Token-2022's extensions under jsonParsed on the local chain", () => {
  it('are told by name with all that they say, of mints and of accounts', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const mint = Keypair.generate();
    const { publicKey: owner } = payer;
    const { publicKey: of } = mint;
    const [o, m] = [owner.toBase58(), of.toBase58()];
    const confirmed = async (instructions: TransactionInstruction[], also: Keypair[] = []) => {
      const signature = await send(connection, instructions, [payer, ...also]);
      await until(async () => {
        const { value } = await connection.getSignatureStatus(signature);
        assert.equal(value?.err ?? null, null);
        return value?.confirmationStatus === 'confirmed';
      }, 'the transaction');
      const told = await connection.getParsedTransaction(signature, 'confirmed');
      return (told?.transaction.message.instructions ?? []).map((one) =>
        'parsed' in one ? (one.parsed as { type: string }).type : 'not parsed',
      );
    };
    const extended = extendedMint(of, owner);
    const lamports = await connection.getMinimumBalanceForRentExemption(extended.bytes);
    assert.deepEqual(await confirmed(extended.create(lamports), [mint]), [
      ...['createAccount', 'initializeTransferFeeConfig', 'initializeMintCloseAuthority'],
      ...['initializeTransferHook', 'initializePermanentDelegate', 'initializeDefaultAccountState'],
      ...['initializeMetadataPointer', 'initializeInterestBearingConfig', 'initializeMint2'],
    ]);
    assert.deepEqual(await confirmed(extended.describe()), [
      ...['initializeTokenMetadata', 'updateTokenMetadataField'],
    ]);

    const extensions = await extensionsOf(chain.rpcUrl, m);
    const { initializationTimestamp } = extensions['interestBearingConfig'] as {
      initializationTimestamp: number;
    };
    const fee = { epoch: 0, maximumFee: 1_000, transferFeeBasisPoints: 25 };
    assert.deepEqual(extensions, {
      transferFeeConfig: {
        ...{ transferFeeConfigAuthority: o, withdrawWithheldAuthority: null, withheldAmount: 0 },
        ...{ olderTransferFee: fee, newerTransferFee: fee },
      },
      mintCloseAuthority: { closeAuthority: o },
      // The system program's address is all zero, which is none.
      transferHook: { authority: o, programId: null },
      permanentDelegate: { delegate: o },
      defaultAccountState: { accountState: 'frozen' },
      metadataPointer: { authority: o, metadataAddress: m },
      interestBearingConfig: {
        ...{ rateAuthority: o, initializationTimestamp, preUpdateAverageRate: 250 },
        ...{ lastUpdateTimestamp: initializationTimestamp, currentRate: 250 },
      },
      tokenMetadata: {
        ...{ updateAuthority: o, mint: m, name: 'Holiday', symbol: 'HOL' },
        ...{ uri: 'https://example.org/hol.json', additionalMetadata: [['where', 'Ærø']] },
      },
    });

    const account = getAssociatedTokenAddressSync(of, owner, false, TOKEN_2022_PROGRAM_ID);
    await confirmed([
      createAssociatedTokenAccountIdempotentInstruction(owner, account, owner, of, TOKEN_2022_PROGRAM_ID),
    ]);
    assert.deepEqual(await extensionsOf(chain.rpcUrl, account.toBase58()), {
      immutableOwner: undefined,
      transferFeeAmount: { withheldAmount: 0 },
      transferHookAccount: { transferring: false },
    });
  });
});

interface Told {
  readonly value: {
    readonly data: {
      readonly parsed: { readonly info: { readonly extensions: { extension: string; state?: object }[] } };
    };
  };
}

async function extensionsOf(url: string, address: string): Promise<Record<string, object | undefined>> {
  const config = { encoding: 'jsonParsed', commitment: 'confirmed' };
  const { result } = await rpc(url, 'getAccountInfo', address, config);
  const { extensions } = (result as Told).value.data.parsed.info;
  return Object.fromEntries(extensions.map(({ extension, state }) => [extension, state]));
}
