import assert from 'node:assert/strict';
import {
  createPersonKeys,
  createRecoveryPhrase,
  deviceHolder,
  createDeviceKey,
  isMeshidError,
  openPersonKeyring,
  parsePersonId,
  recoveryHolder,
  recoveryKeys,
  recoveryOpener,
  recoverySigner,
  sealPersonKeyring,
} from '@meshid/sdk';
import { deriveEd25519Seed } from '../../sdk/src/crypto/recovery-phrase.ts';

const PERSON = parsePersonId('4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi');

describe('a recovery phrase', () => {
  it('derives keys as the vectors of SLIP-0010 say', () => {
    const seed = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
    const hex = (path: number[]) => Buffer.from(deriveEd25519Seed(seed, path)).toString('hex');
    assert.equal(hex([]), '2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7');
    assert.equal(hex([0]), '68e0fe46dfb67e368c75379acec591dad19df3cde26e63b93a8e704f1dade7a3');
    assert.equal(hex([0, 1]), 'b1d0bad404bf35da785a64ca1ac54b2617211d2777696fbffaf208f746ae84f2');
  });

  it("gives the authority that Solana's wallets show for the same words", () => {
    const words = `${'abandon '.repeat(11)}about`;
    const authority = recoverySigner(recoveryKeys(words)).publicKey.toBase58();
    assert.equal(authority, 'HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk');
  });

  it('has 24 words, another each time, and is read whatever the spaces and capitals', () => {
    const phrase = createRecoveryPhrase();
    assert.equal(phrase.split(' ').length, 24);
    assert.notEqual(createRecoveryPhrase(), phrase);
    assert.deepEqual(recoveryKeys(`  ${phrase.toUpperCase().replaceAll(' ', '\n')} `), recoveryKeys(phrase));
  });

  it('is refused when a word is missing, misspelt or out of place', () => {
    const words = `${'abandon '.repeat(11)}about`;
    for (const wrong of ['', words.replace('about', 'abuot'), words.replace(' about', ''), `${words} about`])
      assert.throws(
        () => recoveryKeys(wrong),
        (error) => isMeshidError(error, 'input/invalid'),
      );
  });

  it("opens its person's keyring, and nobody else's phrase does", () => {
    const keys = createPersonKeys(PERSON);
    const [mine, other] = [recoveryKeys(createRecoveryPhrase()), recoveryKeys(createRecoveryPhrase())];
    const device = createDeviceKey();
    const { block, digest } = sealPersonKeyring(keys, [
      deviceHolder(device.id, device.encryption.publicKey),
      recoveryHolder(mine.encryption.publicKey),
    ]);
    assert.deepEqual(openPersonKeyring(block, digest, PERSON, recoveryOpener(mine)), keys);
    assert.throws(
      () => openPersonKeyring(block, digest, PERSON, recoveryOpener(other)),
      (error) => isMeshidError(error, 'keyring/not-a-holder'),
    );
  });
});
