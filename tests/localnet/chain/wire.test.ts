import assert from 'node:assert/strict';
import {
  AddressLookupTableAccount,
  ComputeBudgetProgram,
  Keypair,
  MessageV0,
  SystemProgram,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import bs58 from 'bs58';
import fc from 'fast-check';
import {
  isSane,
  isWritable,
  parseMessage,
  parseTransaction,
  WireError,
} from '../../../localnet/src/chain/wire.ts';

const BLOCKHASH = Keypair.generate().publicKey.toBase58();

function legacy(): { transaction: Transaction; wire: Buffer } {
  const [payer, other] = [Keypair.generate(), Keypair.generate()];
  const transaction = new Transaction().add(
    SystemProgram.createAccount({
      ...{ fromPubkey: payer.publicKey, newAccountPubkey: other.publicKey, lamports: 5, space: 9 },
      programId: Keypair.generate().publicKey,
    }),
  );
  transaction.feePayer = payer.publicKey;
  transaction.recentBlockhash = BLOCKHASH;
  transaction.sign(payer, other);
  return { transaction, wire: transaction.serialize() };
}

function versioned(): { transaction: VersionedTransaction; wire: Uint8Array } {
  const payer = Keypair.generate();
  const addresses = Array.from({ length: 4 }, () => Keypair.generate().publicKey);
  const table = new AddressLookupTableAccount({
    key: Keypair.generate().publicKey,
    state: {
      deactivationSlot: 2n ** 64n - 1n,
      lastExtendedSlot: 0,
      lastExtendedSlotStartIndex: 0,
      addresses,
    },
  });
  const instructions = [
    ComputeBudgetProgram.setComputeUnitLimit({ units: 7 }),
    ...addresses.map((toPubkey) =>
      SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey, lamports: 1 }),
    ),
  ];
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: BLOCKHASH,
    instructions,
  });
  const transaction = new VersionedTransaction(message.compileToV0Message([table]));
  transaction.sign([payer]);
  return { transaction, wire: transaction.serialize() };
}

describe('reading transactions from the wire', () => {
  it('reads a legacy transaction as web3.js does', () => {
    const { transaction, wire } = legacy();
    const { signatures, message, messageOffset } = parseTransaction(wire);
    const expected = transaction.compileMessage();
    assert.equal(message.version, 'legacy');
    assert.deepEqual(
      signatures,
      transaction.signatures.map(({ signature }) => bs58.encode(signature ?? Buffer.alloc(0))),
    );
    assert.deepEqual(message.staticKeys, expected.accountKeys.map(String));
    assert.equal(message.recentBlockhash, BLOCKHASH);
    assert.deepEqual(parseMessage(wire.subarray(messageOffset)), message);
    for (const [i] of message.staticKeys.entries())
      assert.equal(isWritable(message, i, 0), expected.isAccountWritable(i));
    assert.ok(isSane(message));
  });

  it('reads a versioned transaction with lookup tables as web3.js does', () => {
    const { transaction, wire } = versioned();
    const { message } = parseTransaction(wire);
    const expected = transaction.message;
    assert.ok(expected instanceof MessageV0);
    assert.equal(message.version, 0);
    assert.deepEqual(message.lookups[0]?.writableIndexes, expected.addressTableLookups[0]?.writableIndexes);
    assert.equal(message.instructions.length, 5);
    assert.ok(isWritable(message, message.staticKeys.length, 4));
    assert.ok(isSane(message));
  });

  it('refuses every cut and every excess byte', () => {
    const { wire } = legacy();
    for (let length = 0; length < wire.length; length++)
      assert.throws(() => parseTransaction(wire.subarray(0, length)), WireError);
    assert.throws(() => parseTransaction(Buffer.concat([wire, Buffer.from([0])])), WireError);
  });

  it('reads or refuses any bytes, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          parseTransaction(bytes);
        } catch (error) {
          assert.ok(error instanceof WireError);
        }
      }),
    );
  });

  it('refuses a length that is not in its shortest form', () => {
    const { wire } = legacy();
    const longer = Buffer.concat([Buffer.from([0x82, 0x00]), wire.subarray(1)]);
    assert.throws(() => parseTransaction(longer), WireError);
  });
});
