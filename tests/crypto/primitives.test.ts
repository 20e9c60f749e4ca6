import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import nacl from 'tweetnacl';
import { createDeviceKey, signAsDevice, verifySignature } from '@meshid/sdk';
import { decryptGcm, deriveKey, encryptGcm, sha256 } from '../../sdk/src/crypto/primitives.ts';
import { hex, openingFailure } from './world.ts';

const GROUP_ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;

describe('the primitives, beside the published vectors', () => {
  it('a signature made larger by the order of the group is refused', () => {
    const device = createDeviceKey();
    const message = Buffer.from('enrol me');
    const signature = signAsDevice(device, message);
    assert.ok(verifySignature(device.publicKey, message, signature));
    let scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + GROUP_ORDER;
    const malleable = Uint8Array.from(signature);
    for (let i = 32; i < 64; i += 1, scalar >>= 8n) malleable[i] = Number(scalar & 0xffn);
    assert.ok(
      nacl.sign.detached.verify(message, malleable, device.publicKey),
      'tweetnacl accepts it, which is why it is not asked',
    );
    assert.equal(verifySignature(device.publicKey, message, malleable), false);
  });

  it('a signature or key of the wrong length is refused, not thrown about', () => {
    const device = createDeviceKey();
    const signature = signAsDevice(device, new Uint8Array(1));
    assert.equal(verifySignature(device.publicKey, new Uint8Array(1), signature.subarray(1)), false);
    assert.equal(verifySignature(device.publicKey.subarray(1), new Uint8Array(1), signature), false);
  });

  it('X25519 agrees with OpenSSL', () => {
    for (let i = 0; i < 20; i += 1) {
      const ours = nacl.box.keyPair();
      const theirs = generateKeyPairSync('x25519');
      const theirPublic = theirs.publicKey.export({ format: 'der', type: 'spki' }).subarray(12);
      const secret = createPrivateKey({
        key: Buffer.concat([hex('302e020100300506032b656e04220420'), ours.secretKey]),
        format: 'der',
        type: 'pkcs8',
      });
      const publicKey = createPublicKey(theirs.privateKey);
      assert.deepEqual(
        Buffer.from(nacl.scalarMult(ours.secretKey, theirPublic)),
        diffieHellman({ privateKey: secret, publicKey }),
      );
    }
  });

  it('SHA-256 is the published one (FIPS 180)', () => {
    assert.equal(
      Buffer.from(sha256(Buffer.from('abc'))).toString('hex'),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('a derived key depends on its label and every byte of its context', () => {
    const secret = new Uint8Array(32).fill(1);
    const keys = [
      deriveKey(secret, 'a', hex('00')),
      deriveKey(secret, 'a', hex('01')),
      deriveKey(secret, 'b', hex('00')),
      deriveKey(secret, 'a'),
      deriveKey(new Uint8Array(32), 'a', hex('00')),
    ];
    assert.equal(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size, keys.length);
  });

  it('AES-256-GCM gives the tag of the specification (test case 13) and refuses a short tag', () => {
    const key = new Uint8Array(32);
    const sealed = encryptGcm(key, new Uint8Array(0), []);
    assert.equal(Buffer.from(sealed).toString('hex'), '530f8afbc74536b9a963b4f1c4cb738b');
    assert.equal(decryptGcm(key, new Uint8Array(0), sealed, 'text').length, 0);
    openingFailure(() => decryptGcm(key, new Uint8Array(0), sealed.subarray(0, 12), 'text'));
  });
});
