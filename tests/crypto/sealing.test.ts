import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  createEncryptionKeyPair,
  encryptionKeyPairFromSecret,
  isMeshidError,
  openSealed,
  seal,
  sealedLength,
} from '@meshid/sdk';
import { hex, openingFailure, turnBit } from './world.ts';

// Every point of small order on Curve25519, with the forms that are larger than the field.
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(hex);

describe('sealing', () => {
  it('what was sealed opens with its key and in its context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 50 }), (message, context) => {
        const keys = createEncryptionKeyPair();
        const sealed = seal(message, keys.publicKey, context);
        assert.equal(sealed.length, sealedLength(message.length));
        assert.deepEqual(Buffer.from(openSealed(sealed, keys, context, 'box')), Buffer.from(message));
      }),
      { numRuns: 20 },
    );
  });

  it('another key, another context and any turned bit fail in the same words', () => {
    const keys = createEncryptionKeyPair();
    const context = Buffer.from('dataset 1, epoch 2');
    const sealed = seal(randomBytes(32), keys.publicKey, context);
    const words = new Set([
      openingFailure(() => openSealed(sealed, createEncryptionKeyPair(), context, 'box')),
      openingFailure(() => openSealed(sealed, keys, Buffer.from('dataset 1, epoch 3'), 'box')),
      openingFailure(() => openSealed(sealed.subarray(0, 40), keys, context, 'box')),
    ]);
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        // The highest bit of an X25519 key is ignored by every implementation, but it is bound by the nonce here.
        words.add(openingFailure(() => openSealed(turnBit(sealed, bit), keys, context, 'box')));
      }),
      { numRuns: 100 },
    );
    assert.equal(words.size, 1);
  });

  it('sealing the same twice shows nothing in common', () => {
    const keys = createEncryptionKeyPair();
    const message = new Uint8Array(32);
    assert.notDeepEqual(seal(message, keys.publicKey, message), seal(message, keys.publicKey, message));
  });

  for (const [index, key] of LOW_ORDER.entries())
    it(`a key of small order is refused, to seal to and to open from (${index + 1} of ${LOW_ORDER.length})`, () => {
      assert.throws(
        () => seal(new Uint8Array(32), key, new Uint8Array(0)),
        (error) => isMeshidError(error, 'input/invalid'),
      );
      const forged = Buffer.concat([key, new Uint8Array(48)]);
      openingFailure(() => openSealed(forged, createEncryptionKeyPair(), new Uint8Array(0), 'box'));
    });

  it('a secret of the wrong length is refused', () => {
    assert.throws(
      () => encryptionKeyPairFromSecret(new Uint8Array(31)),
      (error) => isMeshidError(error, 'input/invalid'),
    );
  });
});
