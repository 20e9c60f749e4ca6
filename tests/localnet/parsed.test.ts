import assert from 'node:assert/strict';
import {
  AuthorityType,
  createApproveCheckedInstruction,
  createApproveInstruction,
  createAssociatedTokenAccountIdempotentInstruction,
  createBurnInstruction,
  createCloseAccountInstruction,
  createFreezeAccountInstruction,
  createInitializeMint2Instruction,
  createInitializeMultisigInstruction,
  createMintToInstruction,
  createRevokeInstruction,
  createSetAuthorityInstruction,
  createThawAccountInstruction,
  createTransferCheckedInstruction,
  createTransferInstruction,
  getAssociatedTokenAddressSync,
  MINT_SIZE,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import {
  type Connection,
  Keypair,
  NONCE_ACCOUNT_LENGTH,
  type ParsedTransactionWithMeta,
  PublicKey,
  SystemProgram,
  SYSVAR_RECENT_BLOCKHASHES_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  type TransactionInstruction,
} from '@solana/web3.js';
import { connect, fundedWallet, send, startChain, until } from './world.ts';

interface Told {
  readonly program: string;
  readonly parsed: { readonly type: string; readonly info: Record<string, unknown> };
}

/** Sends a transaction and tells its instructions as `jsonParsed` does, those that programs called among them. */
async function told(
  connection: Connection,
  instructions: TransactionInstruction[],
  signers: readonly [Keypair, ...Keypair[]],
): Promise<Told[]> {
  const signature = await send(connection, instructions, signers);
  const found: { transaction?: ParsedTransactionWithMeta } = {};
  await until(async () => {
    const transaction = await connection.getParsedTransaction(signature, 'confirmed');
    if (transaction !== null) found.transaction = transaction;
    return transaction !== null;
  }, 'the transaction');
  const { meta, transaction } = found.transaction ?? assert.fail();
  assert.equal(meta?.err, null);
  const inner = (meta.innerInstructions ?? []).flatMap((list) => list.instructions);
  return [...transaction.message.instructions, ...inner].map((instruction) => instruction as unknown as Told);
}

describe('what jsonParsed tells on the local chain', () => {
  it("of the token programs' instructions, what was done, to what, and who signed", async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const [mint, other] = [Keypair.generate(), Keypair.generate().publicKey];
    const owner = payer.publicKey;
    const [o, m] = [owner.toBase58(), mint.publicKey.toBase58()];
    const rent = await connection.getMinimumBalanceForRentExemption(MINT_SIZE);
    const [, made] = await told(
      connection,
      [
        SystemProgram.createAccount({
          ...{ fromPubkey: owner, newAccountPubkey: mint.publicKey, space: MINT_SIZE },
          ...{ lamports: rent, programId: TOKEN_PROGRAM_ID },
        }),
        createInitializeMint2Instruction(mint.publicKey, 6, owner, owner),
      ],
      [payer, mint],
    );
    assert.deepEqual(made, {
      program: 'spl-token',
      programId: TOKEN_PROGRAM_ID,
      stackHeight: 1,
      parsed: {
        type: 'initializeMint2',
        info: { mint: m, decimals: 6, mintAuthority: o, freezeAuthority: o },
      },
    });

    const own = getAssociatedTokenAddressSync(mint.publicKey, owner);
    const theirs = getAssociatedTokenAddressSync(mint.publicKey, other);
    const opened = await told(
      connection,
      [own, theirs].map((account, index) =>
        createAssociatedTokenAccountIdempotentInstruction(
          ...([owner, account, index === 0 ? owner : other, mint.publicKey] as const),
        ),
      ),
      [payer],
    );
    const types = opened.map(({ program, parsed }) => `${program} ${parsed.type}`);
    assert.deepEqual(types.slice(0, 2), Array(2).fill('spl-associated-token-account createIdempotent'));
    assert.equal(opened[0]?.parsed.info['wallet'], o);
    for (const inner of ['getAccountDataSize', 'initializeImmutableOwner', 'initializeAccount3'])
      assert.ok(types.includes(`spl-token ${inner}`), `${inner} in ${types.join()}`);
    const size = opened.find(({ parsed }) => parsed.type === 'getAccountDataSize');
    assert.deepEqual(size?.parsed.info, { mint: m, extensionTypes: ['immutableOwner'] });

    const done = await told(
      connection,
      [
        createMintToInstruction(mint.publicKey, own, owner, 1_500_000n),
        createTransferInstruction(own, theirs, owner, 7n),
        createTransferCheckedInstruction(own, mint.publicKey, theirs, owner, 400_000n, 6),
        createApproveInstruction(own, other, owner, 5n),
        createApproveCheckedInstruction(own, mint.publicKey, other, owner, 50n, 6),
        createRevokeInstruction(own, owner),
        createFreezeAccountInstruction(own, mint.publicKey, owner),
        createThawAccountInstruction(own, mint.publicKey, owner),
        createSetAuthorityInstruction(mint.publicKey, owner, AuthorityType.FreezeAccount, null),
        createSetAuthorityInstruction(own, owner, AuthorityType.CloseAccount, owner),
        createBurnInstruction(own, mint.publicKey, owner, 1_099_993n),
        createCloseAccountInstruction(own, owner, owner),
      ],
      [payer],
    );
    const [p, t] = [own.toBase58(), theirs.toBase58()];
    const tokenAmount = { amount: '400000', decimals: 6, uiAmount: 0.4, uiAmountString: '0.4' };
    const approved = { amount: '50', decimals: 6, uiAmount: 0.00005, uiAmountString: '0.00005' };
    assert.deepEqual(
      done.map(({ parsed }) => [parsed.type, parsed.info]),
      [
        ['mintTo', { mint: m, account: p, amount: '1500000', mintAuthority: o }],
        ['transfer', { source: p, destination: t, amount: '7', authority: o }],
        ['transferChecked', { source: p, mint: m, destination: t, tokenAmount, authority: o }],
        ['approve', { source: p, delegate: other.toBase58(), amount: '5', owner: o }],
        [
          'approveChecked',
          { source: p, mint: m, delegate: other.toBase58(), tokenAmount: approved, owner: o },
        ],
        ['revoke', { source: p, owner: o }],
        ['freezeAccount', { account: p, mint: m, freezeAuthority: o }],
        ['thawAccount', { account: p, mint: m, freezeAuthority: o }],
        ['setAuthority', { mint: m, authorityType: 'freezeAccount', newAuthority: null, authority: o }],
        ['setAuthority', { account: p, authorityType: 'closeAccount', newAuthority: o, authority: o }],
        ['burn', { account: p, mint: m, amount: '1099993', authority: o }],
        ['closeAccount', { account: p, destination: o, owner: o }],
      ],
    );
  });

  it('of a multisig, its signers, and whose signatures moved its tokens', async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const multisig = Keypair.generate();
    const members = [Keypair.generate(), Keypair.generate(), Keypair.generate()];
    const keys = members.map(({ publicKey }) => publicKey);
    const space = 355;
    const [, made] = await told(
      connection,
      [
        SystemProgram.createAccount({
          ...{ fromPubkey: payer.publicKey, newAccountPubkey: multisig.publicKey, space },
          ...{ lamports: await connection.getMinimumBalanceForRentExemption(space) },
          programId: TOKEN_PROGRAM_ID,
        }),
        createInitializeMultisigInstruction(multisig.publicKey, keys, 2),
      ],
      [payer, multisig],
    );
    const signers = keys.map((key) => key.toBase58());
    const rentSysvar = SYSVAR_RENT_PUBKEY.toBase58();
    assert.deepEqual(made?.parsed.info, {
      multisig: multisig.publicKey.toBase58(),
      rentSysvar,
      signers,
      m: 2,
    });
    const { value } = await connection.getParsedAccountInfo(multisig.publicKey);
    assert.deepEqual((value?.data as { parsed?: object }).parsed, {
      type: 'multisig',
      info: { numRequiredSigners: 2, numValidSigners: 3, isInitialized: true, signers },
    });

    const mint = Keypair.generate();
    const account = getAssociatedTokenAddressSync(mint.publicKey, multisig.publicKey, true);
    const [, , , minted] = await told(
      connection,
      [
        SystemProgram.createAccount({
          ...{ fromPubkey: payer.publicKey, newAccountPubkey: mint.publicKey, space: MINT_SIZE },
          ...{ lamports: await connection.getMinimumBalanceForRentExemption(MINT_SIZE) },
          programId: TOKEN_PROGRAM_ID,
        }),
        createInitializeMint2Instruction(mint.publicKey, 0, multisig.publicKey, null),
        createAssociatedTokenAccountIdempotentInstruction(
          ...([payer.publicKey, account, multisig.publicKey, mint.publicKey] as const),
        ),
        createMintToInstruction(mint.publicKey, account, multisig.publicKey, 1n, keys.slice(0, 2)),
      ],
      [payer, mint, ...members.slice(0, 2)],
    );
    assert.deepEqual(minted?.parsed.info, {
      ...{ mint: mint.publicKey.toBase58(), account: account.toBase58(), amount: '1' },
      ...{ multisigMintAuthority: multisig.publicKey.toBase58(), signers: signers.slice(0, 2) },
    });
  });

  it("of the system program's instructions with seeds and nonces, all of it", async () => {
    await using chain = await startChain();
    await using connection = connect(chain);
    const payer = await fundedWallet(connection);
    const owner = payer.publicKey;
    const o = owner.toBase58();
    const seeded = await PublicKey.createWithSeed(owner, 'photos', SystemProgram.programId);
    const nonce = Keypair.generate();
    const s = seeded.toBase58();
    const lamports = await connection.getMinimumBalanceForRentExemption(0);
    const noncePubkey = nonce.publicKey;
    const done = await told(
      connection,
      [
        SystemProgram.createAccountWithSeed({
          ...{ fromPubkey: owner, newAccountPubkey: seeded, basePubkey: owner, seed: 'photos' },
          ...{ lamports: lamports + 9, space: 0, programId: SystemProgram.programId },
        }),
        SystemProgram.transfer({
          ...{ fromPubkey: seeded, basePubkey: owner, toPubkey: owner, lamports: 9 },
          ...{ seed: 'photos', programId: SystemProgram.programId },
        }),
        ...SystemProgram.createNonceAccount({
          ...{ fromPubkey: owner, noncePubkey, authorizedPubkey: owner },
          lamports: await connection.getMinimumBalanceForRentExemption(NONCE_ACCOUNT_LENGTH),
        }).instructions,
        SystemProgram.nonceAuthorize({ noncePubkey, authorizedPubkey: owner, newAuthorizedPubkey: owner }),
      ],
      [payer, nonce],
    );
    const [, , , initialised, authorised] = done;
    assert.deepEqual(done[0]?.parsed, {
      type: 'createAccountWithSeed',
      info: {
        ...{ source: o, newAccount: s, base: o, seed: 'photos', lamports: lamports + 9, space: 0 },
        owner: SystemProgram.programId.toBase58(),
      },
    });
    assert.deepEqual(done[1]?.parsed, {
      type: 'transferWithSeed',
      info: {
        ...{ source: s, sourceBase: o, destination: o, lamports: 9, sourceSeed: 'photos' },
        sourceOwner: SystemProgram.programId.toBase58(),
      },
    });
    const n = noncePubkey.toBase58();
    assert.deepEqual(initialised?.parsed, {
      type: 'initializeNonce',
      info: {
        ...{ nonceAccount: n, recentBlockhashesSysvar: SYSVAR_RECENT_BLOCKHASHES_PUBKEY.toBase58() },
        ...{ rentSysvar: SYSVAR_RENT_PUBKEY.toBase58(), nonceAuthority: o },
      },
    });
    assert.deepEqual(authorised?.parsed, {
      type: 'authorizeNonce',
      info: { nonceAccount: n, nonceAuthority: o, newAuthorized: o },
    });
  });
});
