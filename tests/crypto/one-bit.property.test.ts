import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  createChunkCipher,
  createDatasetKeys,
  createDeviceKey,
  createEncryptionKeyPair,
  createGroupKeys,
  createPersonKeys,
  decryptChunk,
  encodeKey,
  MAX_LABEL_BYTES,
  nextDatasetEpoch,
  nextPersonGeneration,
  openDatasetLabel,
  openDeviceName,
  openGroupLabel,
  openPortLabel,
  openSealed,
  parseDeviceId,
  parsePortId,
  rawCid,
  seal,
  sealDatasetLabel,
  sealDeviceName,
  sealGroupLabel,
  sealPortLabel,
} from '@meshid/sdk';
import { decryptRoot, encryptRoot } from '../../sdk/src/dataset/version/manifest-root.ts';
import { openPiece } from '../../sdk/src/dataset/version/pieces.ts';
import { alike, assertOneFailure, type Envelope } from './one-bit.ts';
import { someDataset, someGroup, somePerson } from './world.ts';

const contents = fc.uint8Array({ minLength: 1, maxLength: 3000 });
const labels = fc
  .string({ minLength: 1, maxLength: 16, unit: 'grapheme' })
  .filter((label) => !/\p{Cc}/u.test(label) && Buffer.byteLength(label) <= MAX_LABEL_BYTES);

/** Each kind of envelope, made anew around any content: how it opens, and how with somebody else's key. */
const KINDS: Record<string, fc.Arbitrary<Envelope>> = {
  leaf: contents.map((content) => {
    const { ciphertext, ...reference } = createChunkCipher(createDatasetKeys(someDataset())).encrypt(content);
    return {
      sealed: ciphertext,
      open: (bytes) => decryptChunk(reference, bytes),
      openWrongly: () => decryptChunk({ ...reference, key: randomBytes(32) }, ciphertext),
    };
  }),
  "manifest's piece": contents.map((content) => {
    const piece = Buffer.concat([Uint8Array.of(1), content]);
    const { ciphertext, ...reference } = createChunkCipher(createDatasetKeys(someDataset())).encrypt(piece);
    // Whoever alters a block names it by its new hash, or it would not come so far.
    const open = (key: Uint8Array, bytes: Uint8Array) =>
      openPiece({ ...reference, key, cid: rawCid(bytes) }, bytes, [1]).content;
    return {
      sealed: ciphertext,
      open: (bytes) => open(reference.key, bytes),
      openWrongly: () => open(randomBytes(32), ciphertext),
    };
  }),
  "manifest's root": fc.nat({ max: 40 }).map((children) => {
    const keys = nextDatasetEpoch(nextDatasetEpoch(createDatasetKeys(someDataset())));
    const leaf = () => ({ cid: rawCid(randomBytes(9)), key: randomBytes(32), length: 5000 });
    const sealed = encryptRoot(keys, {
      binding: { dataset: keys.dataset, sequence: 7n, epoch: 2n, parent: rawCid(randomBytes(9)) },
      entries: 3,
      bytes: 5000,
      depth: 0,
      children: Array.from({ length: children + 1 }, leaf),
    });
    const stranger = { ...nextDatasetEpoch(createDatasetKeys(keys.dataset)) };
    return {
      sealed,
      open: (bytes) => decryptRoot(keys, bytes),
      openWrongly: () => decryptRoot(stranger, sealed),
    };
  }),
  "dataset's label": labels.map((label) => {
    const keys = createDatasetKeys(someDataset());
    const sealed = sealDatasetLabel(keys, label);
    return {
      sealed,
      open: (bytes) => openDatasetLabel(keys, bytes),
      openWrongly: () => openDatasetLabel(createDatasetKeys(keys.dataset), sealed),
    };
  }),
  "device's name": labels.map((label) => {
    const person = createPersonKeys(somePerson());
    const device = parseDeviceId(encodeKey(randomBytes(32)));
    const sealed = sealDeviceName(person, device, label);
    return {
      sealed,
      open: (bytes) => openDeviceName(nextPersonGeneration(person), device, bytes),
      openWrongly: () => openDeviceName(createPersonKeys(person.person), device, sealed),
    };
  }),
  "port's label": labels.map((label) => {
    const person = createPersonKeys(somePerson());
    const port = parsePortId(encodeKey(randomBytes(32)));
    const sealed = sealPortLabel(person, port, label);
    return {
      sealed,
      open: (bytes) => openPortLabel(nextPersonGeneration(person), port, bytes),
      openWrongly: () => openPortLabel(createPersonKeys(person.person), port, sealed),
    };
  }),
  "group's label": labels.map((label) => {
    const keys = createGroupKeys(someGroup());
    const sealed = sealGroupLabel(keys, label);
    return {
      sealed,
      open: (bytes) => openGroupLabel(keys, bytes),
      openWrongly: () => openGroupLabel(createGroupKeys(keys.group), sealed),
    };
  }),
  'sealed box': fc.tuple(contents, contents).map(([message, context]) => {
    const { encryption } = createDeviceKey();
    const sealed = seal(message, encryption.publicKey, context);
    return {
      sealed,
      open: (bytes) => openSealed(bytes, encryption, context, 'box'),
      openWrongly: () => openSealed(sealed, createEncryptionKeyPair(), context, 'box'),
    };
  }),
};

describe('of which one bit is altered', () => {
  for (const [kind, envelopes] of Object.entries(KINDS))
    it(`a ${kind} fails as with a wrong key, and says nothing else`, () => {
      const numRuns = kind === 'sealed box' ? 100 : 1000;
      const told = alike();
      fc.assert(
        fc.property(envelopes, fc.nat(), (envelope, bit) => {
          assertOneFailure(envelope, bit, told);
        }),
        { numRuns },
      );
      assert.equal(told.size, 1);
    });

  it('a label fails in each of its 768 bits', () => {
    const keys = createDatasetKeys(someDataset());
    const sealed = sealDatasetLabel(keys, 'photos');
    const told = alike();
    for (let bit = 0; bit < sealed.length * 8; bit += 1)
      assertOneFailure({ sealed, open: (bytes) => openDatasetLabel(keys, bytes) }, bit, told);
    assert.equal(told.size, 1);
  });
});
