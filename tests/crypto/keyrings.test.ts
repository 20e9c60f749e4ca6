import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  createDatasetKeys,
  createDeviceKey,
  createEncryptionKeyPair,
  createGroupKeys,
  createPersonKeys,
  deviceHolder,
  deviceOpener,
  encodeKey,
  exportDatasetKeys,
  exportPersonKeys,
  groupHolder,
  groupKeyPair,
  groupOpener,
  importDatasetKeys,
  importPersonKeys,
  isMeshidError,
  keyringCid,
  MAX_KEYRING_HOLDERS,
  nextDatasetEpoch,
  nextGroupGeneration,
  nextPersonGeneration,
  openDatasetKeyring,
  openGroupKeyring,
  openGroupLabel,
  openPersonKeyring,
  personHolder,
  personKeyPair,
  personOpener,
  readKeyring,
  sealDatasetKeyring,
  sealGroupKeyring,
  sealGroupLabel,
  sealPersonKeyring,
} from '@meshid/sdk';
import { openingFailure, someDataset, someGroup, someOwner, somePerson, turnBit } from './world.ts';

const digestOf = (block: Uint8Array): Uint8Array => createHash('sha256').update(block).digest();

describe("a person's keyring", () => {
  it('gives each of its devices every generation', () => {
    const devices = [createDeviceKey(), createDeviceKey(), createDeviceKey()];
    const keys = nextPersonGeneration(nextPersonGeneration(createPersonKeys(somePerson())));
    const keyring = sealPersonKeyring(
      keys,
      devices.map(({ id, encryption }) => deviceHolder(id, encryption.publicKey)),
    );
    for (const device of devices) {
      const opened = openPersonKeyring(keyring.block, keyring.digest, keys.person, deviceOpener(device));
      assert.equal(opened.generation, 3n);
      assert.deepEqual(exportPersonKeys(opened), exportPersonKeys(importPersonKeys(exportPersonKeys(keys))));
    }
  });

  it('opens with the recovery key', () => {
    const recovery = createEncryptionKeyPair();
    const keys = createPersonKeys(somePerson());
    const id = encodeKey(recovery.publicKey);
    const keyring = sealPersonKeyring(keys, [{ kind: 'recovery', id, encryptionKey: recovery.publicKey }]);
    const opened = openPersonKeyring(keyring.block, keyring.digest, keys.person, {
      kind: 'recovery',
      id,
      keyPairs: [recovery],
    });
    assert.deepEqual(opened.secrets, keys.secrets);
  });

  it('a device that was left out learns nothing of the next generation, and is told so', () => {
    const lost = createDeviceKey();
    const kept = createDeviceKey();
    const first = createPersonKeys(somePerson());
    const next = nextPersonGeneration(first);
    const keyring = sealPersonKeyring(next, [deviceHolder(kept.id, kept.encryption.publicKey)]);
    assert.throws(
      () => openPersonKeyring(keyring.block, keyring.digest, first.person, deviceOpener(lost)),
      (error) => isMeshidError(error, 'keyring/not-a-holder'),
    );
    assert.notDeepEqual(personKeyPair(next).publicKey, personKeyPair(first).publicKey);
  });

  it('shows everybody the public key that belongs on chain, and whom it is sealed to', () => {
    const { person, holder, device } = someOwner();
    const { block, digest } = sealPersonKeyring(person, [holder]);
    const view = readKeyring('person', block, digest);
    assert.deepEqual(Buffer.from(view.extra), Buffer.from(personKeyPair(person).publicKey));
    assert.deepEqual(
      view.holders.map(({ kind, id }) => [kind, id]),
      [['device', device.id]],
    );
    assert.equal(view.subject, person.person);
  });
});

describe("a group's keyring", () => {
  const world = () => {
    const { device, person, holder, owner } = someOwner();
    const keys = nextGroupGeneration(createGroupKeys(someGroup()));
    return { device, person, holder, owner, keys };
  };

  it('gives its owner, the persons and the devices in it every generation, also those from before they joined', () => {
    const { device, person, holder, owner, keys } = world();
    const member = createPersonKeys(somePerson());
    const members = [holder, personHolder(member.person, personKeyPair(member).publicKey)];
    const { block, digest } = sealGroupKeyring(keys, { owner, members });
    for (const opener of [personOpener(person), personOpener(member), deviceOpener(device)]) {
      const opened = openGroupKeyring(block, digest, keys.group, [opener]);
      assert.deepEqual(new Map([...opened.secrets].sort()), keys.secrets);
    }
    const sealedBefore = sealGroupLabel({ ...keys, generation: 1n }, 'family');
    assert.equal(openGroupLabel(keys, sealedBefore), 'family');
  });

  it('never leaves its owner out, and names the owner once', () => {
    const { keys, owner, holder } = world();
    const { block, digest } = sealGroupKeyring(keys, { owner, members: [owner, holder] });
    assert.deepEqual(
      readKeyring('group', block, digest)
        .holders.map(({ id }) => id)
        .sort(),
      [owner.id, holder.id].sort(),
    );
  });

  it('a member that was lost learns nothing of the next generation', () => {
    const { device, owner, holder, keys } = world();
    const before = sealGroupKeyring(keys, { owner, members: [holder] });
    const next = nextGroupGeneration(
      openGroupKeyring(before.block, before.digest, keys.group, [deviceOpener(device)]),
    );
    const after = sealGroupKeyring(next, { owner, members: [] });
    assert.throws(
      () => openGroupKeyring(after.block, after.digest, keys.group, [deviceOpener(device)]),
      (error) => isMeshidError(error, 'keyring/not-a-holder'),
    );
    assert.notDeepEqual(groupKeyPair(next).publicKey, groupKeyPair(keys).publicKey);
    const label = sealGroupLabel(next, 'family');
    assert.throws(
      () => openGroupLabel(keys, label),
      (error) => isMeshidError(error, 'crypto/cannot-open'),
    );
  });

  it("is no person's keyring, no dataset's, and no other group's", () => {
    const { keys, owner, person } = world();
    const { block, digest } = sealGroupKeyring(keys, { owner, members: [] });
    const opener = personOpener(person);
    const words = new Set([
      openingFailure(() => openGroupKeyring(block, digest, someGroup(), [opener])),
      openingFailure(() => openGroupKeyring(turnBit(block, 8 * 60), digest, keys.group, [opener])),
    ]);
    assert.equal(words.size, 1);
    openingFailure(() => openPersonKeyring(block, digest, somePerson(), opener));
    openingFailure(() => openDatasetKeyring(block, digest, someDataset(), [opener]));
  });

  it('opens no dataset for a member of another group that has the same secret', () => {
    const { keys, owner } = world();
    const dataset = createDatasetKeys(someDataset());
    const readers = [groupHolder(keys.group, groupKeyPair(keys).publicKey)];
    const { block, digest } = sealDatasetKeyring(dataset, { owner, readers });
    assert.throws(
      () =>
        openDatasetKeyring(block, digest, dataset.dataset, [groupOpener({ ...keys, group: someGroup() })]),
      (error) => isMeshidError(error, 'keyring/not-a-holder'),
    );
  });
});

describe("a dataset's keyring", () => {
  it('gives the owner and each reader every epoch, however they are named', () => {
    const { person, keys: first, owner, device, holder } = someOwner();
    const keys = nextDatasetEpoch(nextDatasetEpoch(first));
    const group = createGroupKeys(someGroup());
    const readers = [holder, groupHolder(group.group, groupKeyPair(group).publicKey)];
    const { block, digest, cid } = sealDatasetKeyring(keys, { owner, readers });
    assert.ok(cid.equals(keyringCid(digestOf(block))));
    for (const opener of [
      personOpener(person),
      deviceOpener(device),
      groupOpener(nextGroupGeneration(group)),
    ])
      assert.deepEqual(
        exportDatasetKeys(openDatasetKeyring(block, digest, keys.dataset, [opener])),
        exportDatasetKeys(keys),
      );
  });

  it('never leaves its owner out, and names the owner once', () => {
    const { keys, owner } = someOwner();
    const { block, digest } = sealDatasetKeyring(keys, { owner, readers: [owner] });
    assert.deepEqual(
      readKeyring('dataset', block, digest).holders.map(({ id }) => id),
      [owner.id],
    );
  });

  it('opens for a person whose generation went on since', () => {
    const { person, keys, keyring } = someOwner();
    const later = nextPersonGeneration(person);
    assert.equal(
      openDatasetKeyring(keyring.block, keyring.digest, keys.dataset, [personOpener(later)]).epoch,
      1n,
    );
  });

  it('a reader that was lost can open nothing of the next epoch with what it kept', () => {
    const { keys, owner } = someOwner();
    const reader = createPersonKeys(somePerson());
    const asReader = personHolder(reader.person, personKeyPair(reader).publicKey);
    const before = sealDatasetKeyring(keys, { owner, readers: [asReader] });
    const kept = openDatasetKeyring(before.block, before.digest, keys.dataset, [personOpener(reader)]);
    const next = nextDatasetEpoch(keys);
    const after = sealDatasetKeyring(next, { owner, readers: [] });
    assert.throws(
      () => openDatasetKeyring(after.block, after.digest, keys.dataset, [personOpener(reader)]),
      (error) => isMeshidError(error, 'keyring/not-a-holder'),
    );
    assert.equal(kept.epochKeys.has(2n), false);
    assert.deepEqual(kept.constant, next.constant);
  });

  it('sealed again in the same epoch, lets a new reader read history', () => {
    const { keys, owner } = someOwner();
    const reader = createPersonKeys(somePerson());
    const asReader = personHolder(reader.person, personKeyPair(reader).publicKey);
    const { block, digest } = sealDatasetKeyring(nextDatasetEpoch(keys), { owner, readers: [asReader] });
    const opened = openDatasetKeyring(block, digest, keys.dataset, [personOpener(reader)]);
    assert.deepEqual(opened.epochKeys.get(1n), keys.epochKeys.get(1n));
  });

  it('any turned bit, a wrong digest, another dataset and another key fail in the same words', () => {
    const { keys, person, keyring } = someOwner();
    const open = (block: Uint8Array, digest = digestOf(block), dataset = keys.dataset): string =>
      openingFailure(() => openDatasetKeyring(block, digest, dataset, [personOpener(person)]));
    const stranger = { ...createPersonKeys(person.person) };
    const words = new Set([
      open(keyring.block, randomBytes(32)),
      open(keyring.block, keyring.digest, someDataset()),
      openingFailure(() =>
        openDatasetKeyring(keyring.block, keyring.digest, keys.dataset, [personOpener(stranger)]),
      ),
      open(keyring.block.subarray(1)),
      open(Buffer.concat([keyring.block, Uint8Array.of(0)])),
    ]);
    fc.assert(
      fc.property(fc.nat({ max: keyring.block.length * 8 - 1 }), (bit) => {
        // Against the digest on chain every alteration fails; what a hostile digest would let through is the next test's.
        words.add(open(turnBit(keyring.block, bit), keyring.digest));
      }),
      { numRuns: 100 },
    );
    assert.equal(words.size, 1);
  });

  it('a block of a hostile author, altered and with a digest to match, never opens as anything else', () => {
    const { keys, person, keyring } = someOwner();
    const original = exportDatasetKeys(keys);
    fc.assert(
      fc.property(fc.nat({ max: keyring.block.length * 8 - 1 }), (bit) => {
        const block = turnBit(keyring.block, bit);
        try {
          assert.deepEqual(
            exportDatasetKeys(
              openDatasetKeyring(block, digestOf(block), keys.dataset, [personOpener(person)]),
            ),
            original,
          );
          assert.fail(`it opened with bit ${bit} turned`);
        } catch (error) {
          assert.ok(
            isMeshidError(error, 'crypto/cannot-open') || isMeshidError(error, 'keyring/not-a-holder'),
            String(error),
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('refuses counts that its length denies before it allocates anything', () => {
    const { keys, person, keyring } = someOwner();
    const header = 'meshid:dataset-keyring:1\n'.length + 32 + 8 + 48;
    for (const [offset, count] of [
      [header, 0xffffffff],
      [keyring.block.length - 4, 0xffffffff],
      [header, 0],
    ] as const) {
      const block = Buffer.from(keyring.block);
      block.writeUInt32LE(count, offset);
      openingFailure(() => openDatasetKeyring(block, digestOf(block), keys.dataset, [personOpener(person)]));
    }
  });

  it('refuses more holders than a block may name, a holder named twice, and an unusable key', () => {
    const { keys, owner, holder } = someOwner();
    const refuse = (
      readers: readonly (typeof holder)[],
      code: 'keyring/too-many-holders' | 'input/invalid',
    ): void =>
      assert.throws(
        () => sealDatasetKeyring(keys, { owner, readers }),
        (error) => isMeshidError(error, code),
      );
    refuse(
      Array.from({ length: MAX_KEYRING_HOLDERS + 1 }, () => holder),
      'keyring/too-many-holders',
    );
    refuse([holder, holder], 'input/invalid');
    refuse([{ ...holder, encryptionKey: new Uint8Array(32) }], 'input/invalid');
  });
});

describe('stored keys', () => {
  it('come back from a file as they were', () => {
    const keys = nextDatasetEpoch(createDatasetKeys(someDataset()));
    assert.deepEqual(importDatasetKeys(structuredClone(exportDatasetKeys(keys))), keys);
  });

  it('of another version, or with a secret missing or cut, are refused', () => {
    const stored = exportDatasetKeys(createDatasetKeys(someDataset()));
    for (const broken of [
      { ...stored, version: 2 as 1 },
      { ...stored, epoch: '2' },
      { ...stored, epoch: '-1' },
      { ...stored, constant: 'AAAA' },
      { ...stored, epochKeys: { '1': '' } },
    ])
      assert.throws(
        () => importDatasetKeys(broken),
        (error) => isMeshidError(error, 'input/invalid'),
      );
  });
});
