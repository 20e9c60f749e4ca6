import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  createChunkCipher,
  createDatasetKeys,
  decryptChunk,
  MAX_CHUNK_BYTES,
  MAX_LABEL_BYTES,
  MAX_LEAF_BYTES,
  isMeshidError,
  nextDatasetEpoch,
  openDatasetLabel,
  openDeviceName,
  nextPersonGeneration,
  paddedLength,
  sealDatasetLabel,
  sealDeviceName,
} from '@meshid/sdk';
import { openingFailure, someDataset, someOwner, turnBit } from './world.ts';

describe('a chunk', () => {
  it('comes back from its ciphertext, its length hidden', () => {
    const cipher = createChunkCipher(createDatasetKeys(someDataset()));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (content) => {
        const chunk = cipher.encrypt(content);
        assert.equal(chunk.ciphertext.length, paddedLength(content.length) + 16);
        assert.deepEqual(Buffer.from(decryptChunk(chunk, chunk.ciphertext)), Buffer.from(content));
      }),
    );
  });

  it('of the largest size stays within a leaf', () => {
    const cipher = createChunkCipher(createDatasetKeys(someDataset()));
    const chunk = cipher.encrypt(randomBytes(MAX_CHUNK_BYTES));
    assert.ok(chunk.ciphertext.length <= MAX_LEAF_BYTES);
  });

  it('padding adds at most 12% and never takes away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_CHUNK_BYTES }), (length) => {
        const padded = paddedLength(length);
        assert.ok(padded >= length && padded <= length * 1.12 + 1);
        assert.equal(paddedLength(padded), padded);
      }),
    );
  });

  it('with any bit turned, or another key or length, fails in the same words', () => {
    const cipher = createChunkCipher(createDatasetKeys(someDataset()));
    const chunk = cipher.encrypt(randomBytes(300));
    const words = new Set([
      openingFailure(() => decryptChunk({ ...chunk, key: randomBytes(32) }, chunk.ciphertext)),
      openingFailure(() => decryptChunk({ ...chunk, length: 10_000 }, chunk.ciphertext)),
      openingFailure(() => decryptChunk({ ...chunk, length: MAX_CHUNK_BYTES + 1 }, chunk.ciphertext)),
    ]);
    fc.assert(
      fc.property(fc.nat({ max: chunk.ciphertext.length * 8 - 1 }), (bit) => {
        words.add(openingFailure(() => decryptChunk(chunk, turnBit(chunk.ciphertext, bit))));
      }),
    );
    assert.equal(words.size, 1);
  });

  it('has the same leaf only in the same dataset and epoch, and the same tag in every epoch', () => {
    const first = createDatasetKeys(someDataset());
    const second = nextDatasetEpoch(first);
    const content = randomBytes(1000);
    const chunks = [
      createChunkCipher(first).encrypt(content),
      createChunkCipher(second).encrypt(content),
      createChunkCipher({ ...first, dataset: someDataset() }).encrypt(content),
    ];
    assert.equal(new Set(chunks.map(({ cid }) => cid.toString())).size, 3);
    assert.ok(createChunkCipher(second, 1n).encrypt(content).cid.equals(chunks[0]?.cid));
    assert.deepEqual(createChunkCipher(first).tag(content), createChunkCipher(second).tag(content));
    assert.notDeepEqual(
      createChunkCipher(first).tag(content),
      createChunkCipher({ ...first, dataset: someDataset() }).tag(content),
    );
  });
});

describe('a sealed label', () => {
  it('always has 96 bytes and comes back', () => {
    const { keys } = someOwner();
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 16, unit: 'grapheme' }), (label) => {
        fc.pre(!/\p{Cc}/u.test(label) && Buffer.byteLength(label) <= MAX_LABEL_BYTES);
        const sealed = sealDatasetLabel(keys, label);
        assert.equal(sealed.length, 96);
        assert.equal(openDatasetLabel(nextDatasetEpoch(keys), sealed), label);
      }),
    );
  });

  it('that is empty, too long, not Unicode or has a control character is refused', () => {
    const { keys } = someOwner();
    for (const label of [
      '',
      'x'.repeat(MAX_LABEL_BYTES + 1),
      'ä'.repeat(MAX_LABEL_BYTES),
      'bell\u0007',
      '\ud800',
    ])
      assert.throws(
        () => sealDatasetLabel(keys, label),
        (error) => isMeshidError(error, 'input/invalid'),
      );
  });

  it("of a device opens with its person's later keys, and with no other device's address", () => {
    const { person, device } = someOwner();
    const sealed = sealDeviceName(person, device.id, 'laptop');
    assert.equal(openDeviceName(nextPersonGeneration(person), device.id, sealed), 'laptop');
    openingFailure(() => openDeviceName(person, someOwner().device.id, sealed));
    openingFailure(() => openDeviceName(person, device.id, turnBit(sealed, 400)));
  });
});
