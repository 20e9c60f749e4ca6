import assert from 'node:assert/strict';
import nacl from 'tweetnacl';
import {
  encryptionKeyPairFromSecret,
  isMeshidError,
  openSealed,
  restoreDeviceKey,
  seal,
  signAsDevice,
  verifySignature,
} from '@meshid/sdk';
import { decryptBox, encryptBox } from '../../sdk/src/crypto/box.ts';
import {
  decryptGcm,
  deriveKey,
  encryptGcm,
  equalBytes,
  hkdfSha256,
  hmacSha256,
  secretKey,
  sha256,
} from '../../sdk/src/crypto/primitives.ts';
import { hsalsa20 } from './published/hsalsa20.ts';
import { readPublished, readWycheproof } from './published/read.ts';
import { hex, openingFailure } from './world.ts';

const asHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Counts by result, so that a file that is empty or cut short doesn't pass. */
function count(tests: readonly { readonly test: { readonly result: string } }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { test } of tests) counts[test.result] = (counts[test.result] ?? 0) + 1;
  return counts;
}

describe("Wycheproof's vectors", () => {
  it('of Ed25519: every signature is judged as it should be', async () => {
    const tests = await readWycheproof<'msg' | 'sig'>('ed25519');
    for (const { publicKey, test, title } of tests)
      assert.equal(
        verifySignature(hex(publicKey), hex(test.msg), hex(test.sig)),
        test.result === 'valid',
        title,
      );
    assert.deepEqual(count(tests), { valid: 88, invalid: 63 });
  });

  it('of X25519: each shared secret opens what is sealed with it, and one that is zero neither seals nor opens', async () => {
    // Acceptable are keys on the twist, above the field's prime or of low order. RFC 7748 computes with all but the last, which section 6.1
    // lets one refuse; so do we.
    const tests = await readWycheproof<'public' | 'private' | 'shared'>('x25519');
    const context = Buffer.from('context');
    const message = Buffer.from('message');
    const refused: string[] = [];
    for (const { test, title } of tests) {
      const keys = encryptionKeyPairFromSecret(hex(test.private));
      const ephemeral = hex(test.public);
      const nonce = sha256(
        Buffer.concat([Buffer.from('meshid:sealed:1\0'), ephemeral, keys.publicKey, sha256(context)]),
      ).subarray(0, 24);
      const box = nacl.secretbox(message, nonce, hsalsa20(hex(test.shared)));
      const sealed = Buffer.concat([ephemeral, box]);
      if (/[1-9a-f]/.test(test.shared)) {
        assert.equal(Buffer.from(openSealed(sealed, keys, context, 'box')).toString(), 'message', title);
        seal(message, ephemeral, context);
      } else {
        refused.push(test.flags.join());
        openingFailure(() => openSealed(sealed, keys, context, 'box'));
        assert.throws(
          () => seal(message, ephemeral, context),
          (error) => isMeshidError(error, 'input/invalid'),
          title,
        );
      }
    }
    assert.deepEqual(count(tests), { valid: 264, acceptable: 254 });
    assert.equal(refused.length, 31);
    assert.ok(refused.every((flags) => flags.includes('ZeroSharedSecret')));
  }).timeout(600_000);

  it('of AES-256-GCM: what is valid comes out and opens, and what is not is refused in one way', async () => {
    const tests = await readWycheproof<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag'>('aes-gcm');
    const words = new Set<string>();
    for (const { test, title } of tests) {
      const [key, iv, aad] = [hex(test.key), hex(test.iv), hex(test.aad)];
      const sealed = hex(test.ct + test.tag);
      if (test.result === 'valid') {
        assert.equal(asHex(encryptGcm(key, aad, [hex(test.msg)], iv)), asHex(sealed), title);
        assert.equal(asHex(decryptGcm(key, aad, sealed, 'text', iv)), test.msg, title);
      } else words.add(openingFailure(() => decryptGcm(key, aad, sealed, 'text', iv)));
    }
    assert.deepEqual(count(tests), { valid: 39, invalid: 27 });
    assert.equal(words.size, 1);
  });

  it('of HMAC-SHA-256: what is valid comes out, whole and in parts, and nothing else is equal to it', async () => {
    const tests = await readWycheproof<'key' | 'msg' | 'tag'>('hmac-sha256');
    for (const { test, title } of tests) {
      const [key, message, tag] = [hex(test.key), hex(test.msg), hex(test.tag)];
      const half = message.length / 2;
      const ours = hmacSha256(key, message);
      assert.equal(equalBytes(ours, tag), test.result === 'valid', title);
      assert.equal(
        asHex(hmacSha256(secretKey(key), message.subarray(0, half), message.subarray(half))),
        asHex(ours),
      );
    }
    assert.deepEqual(count(tests), { valid: 33, invalid: 54 });
  });

  it('of HKDF-SHA-256 without salt: the first 32 bytes come out', async () => {
    const tests = await readWycheproof<'ikm' | 'info' | 'okm'>('hkdf-sha256');
    for (const { test, title } of tests) {
      const ours = asHex(hkdfSha256(hex(test.ikm), hex(test.info)));
      const common = Math.min(ours.length, test.okm.length);
      assert.equal(ours.slice(0, common), test.okm.slice(0, common), title);
    }
    assert.deepEqual(count(tests), { valid: 23 });
    assert.deepEqual(
      deriveKey(hex('0b'), 'label', hex('01'), hex('0203')),
      hkdfSha256(hex('0b'), Buffer.from('label\0\x01\x02\x03')),
    );
  });
});

describe("the standards' own vectors", () => {
  it('of RFC 8032: a device has the key, makes the signature, and takes it for its own', async () => {
    type Vector = Record<'name' | 'seed' | 'publicKey' | 'message' | 'signature', string>;
    const vectors = await readPublished<Vector[]>('rfc8032');
    for (const { name, seed, publicKey, message, signature } of vectors) {
      const device = restoreDeviceKey({ seed: hex(seed), encryptionSecret: new Uint8Array(32).fill(7) });
      assert.equal(asHex(device.publicKey), publicKey, name);
      assert.equal(asHex(signAsDevice(device, hex(message))), signature, name);
      assert.ok(verifySignature(device.publicKey, hex(message), hex(signature)), name);
    }
    assert.equal(vectors.length, 5);
  });

  it('of RFC 4231: HMAC-SHA-256, the fifth as far as it is printed', async () => {
    const vectors = await readPublished<Record<'name' | 'key' | 'message' | 'tag', string>[]>('rfc4231');
    for (const { name, key, message, tag } of vectors)
      assert.equal(asHex(hmacSha256(hex(key), hex(message))).slice(0, tag.length), tag, name);
    assert.deepEqual(
      vectors.map(({ tag }) => tag.length / 2),
      [32, 32, 32, 32, 16, 32, 32],
    );
  });

  it('of RFC 5869: HKDF-SHA-256 without salt', async () => {
    const vectors = await readPublished<Record<'name' | 'ikm' | 'info' | 'okm', string>[]>('rfc5869');
    for (const { name, ikm, info, okm } of vectors)
      assert.equal(asHex(hkdfSha256(hex(ikm), hex(info))), okm.slice(0, 64), name);
    assert.equal(vectors.length, 1);
  });

  it("of NaCl: Alice's box to Bob comes out, and opens for both", async () => {
    const vector = await readPublished<Record<string, string>>('nacl');
    const of = (name: string): Uint8Array => hex(vector[name] ?? assert.fail(`no ${name}`));
    const alice = encryptionKeyPairFromSecret(of('aliceSecret'));
    const bob = encryptionKeyPairFromSecret(of('bobSecret'));
    assert.deepEqual(alice.publicKey, of('alicePublic'));
    assert.deepEqual(bob.publicKey, of('bobPublic'));
    assert.deepEqual(hsalsa20(of('shared')), of('firstKey'));
    assert.deepEqual(nacl.box.before(bob.publicKey, alice.secretKey), of('firstKey'));
    for (const [mine, theirs] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const box = encryptBox(of('message'), of('nonce'), theirs.publicKey, mine.secretKey);
      assert.deepEqual(box, of('box'));
      assert.deepEqual(decryptBox(of('box'), of('nonce'), theirs.publicKey, mine.secretKey), of('message'));
    }
    assert.equal(of('message').length, 131);
  });
});
