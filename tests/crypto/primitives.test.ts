import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto';
import nacl from 'tweetnacl';
import { createDeviceKey, restoreDeviceKey, signAsDevice, verifySignature } from '@meshid/sdk';
import { decryptGcm, deriveKey, encryptGcm, hmacSha256, sha256 } from '../../sdk/src/crypto/primitives.ts';
import { hex, openingFailure } from './world.ts';

const GROUP_ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;

describe('the primitives, against published vectors', () => {
  it('a device signs as RFC 8032 says (test 1)', () => {
    const device = restoreDeviceKey({
      seed: hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
      encryptionSecret: new Uint8Array(32).fill(7),
    });
    assert.equal(
      Buffer.from(device.publicKey).toString('hex'),
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    assert.equal(
      Buffer.from(signAsDevice(device, new Uint8Array(0))).toString('hex'),
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

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

  it("NaCl's own box vector comes out of the box that is used here", () => {
    const box = nacl.box(
      hex(
        'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705',
      ),
      hex('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37'),
      hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
      hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
    );
    assert.equal(
      Buffer.from(box).toString('hex'),
      'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5',
    );
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

  it('HMAC, HKDF and SHA-256 are the published ones (RFC 4231 case 2, RFC 5869 case 3, FIPS 180)', () => {
    assert.equal(
      Buffer.from(
        hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want '), Buffer.from('for nothing?')),
      ).toString('hex'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    assert.equal(
      Buffer.from(hkdfSync('sha256', hex('0b'.repeat(22)), '', '', 42)).toString('hex'),
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    );
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
