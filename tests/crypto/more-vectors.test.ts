import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CID } from 'multiformats/cid';
import {
  createMemoryStores,
  deviceOpener,
  encodeKey,
  type Entry,
  exportDatasetKeys,
  groupOpener,
  Home,
  importDatasetKeys,
  openDatasetKeyring,
  openPersonKeyring,
  openPortLabel,
  openSealed,
  openVersion,
  parsePortId,
  personOpener,
  recoveryKeys,
  recoveryOpener,
  recoverySigner,
} from '@meshid/sdk';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { asHex, bytes, device, group, keys, person, readVectors, type Vectors } from './vectors.ts';
import { hex } from './world.ts';

describe('the other envelopes of format version 1', () => {
  let vectors: Vectors;

  before(async () => {
    vectors = await readVectors();
  });

  it('what is sealed to a key opens in its context', () => {
    const { message, context, box } = vectors.sealed;
    assert.equal(
      Buffer.from(openSealed(hex(box), device.encryption, Buffer.from(context), 'box')).toString(),
      message,
    );
  });

  it('a recovery phrase still stands for the same keys', () => {
    const { words, authority, encryptionKey, encryptionSecret } = vectors.recoveryPhrase;
    const recovery = recoveryKeys(words);
    assert.equal(recoverySigner(recovery).publicKey.toBase58(), authority);
    assert.equal(asHex(recovery.encryption.publicKey), encryptionKey);
    assert.equal(asHex(recovery.encryption.secretKey), encryptionSecret);
  });

  it("a person's keyring opens with the recovery phrase", () => {
    const { block, digest } = vectors.personKeyringWithRecovery;
    for (const opener of [recoveryOpener(recoveryKeys(vectors.recoveryPhrase.words)), deviceOpener(device)])
      assert.deepEqual(
        new Map([...openPersonKeyring(hex(block), hex(digest), person.person, opener).secrets].sort()),
        person.secrets,
      );
  });

  it("a dataset's keyring opens for a person, a device, and a group of an earlier generation", () => {
    const { block, digest } = vectors.datasetKeyringOfThreeKinds;
    for (const opener of [personOpener(person), deviceOpener(device), groupOpener(group)])
      assert.deepEqual(
        exportDatasetKeys(openDatasetKeyring(hex(block), hex(digest), keys.dataset, [opener])),
        exportDatasetKeys(keys),
      );
  });

  it("a port's label opens", () => {
    const { text, sealed } = vectors.portLabel;
    assert.equal(openPortLabel(person, parsePortId(encodeKey(bytes(16))), hex(sealed)), text);
  });

  it('the key files of a computer are read', async () => {
    await using folder = await temporaryFolder();
    const home = await Home.prepare(folder.path);
    await writeFile(join(home.directory, 'device.json'), JSON.stringify(vectors.deviceFile));
    await writeFile(join(home.place, 'person.json'), JSON.stringify(vectors.personFile));
    const found = await home.findDevice();
    assert.deepEqual([found?.id, found?.encryption.secretKey], [device.id, device.encryption.secretKey]);
    assert.deepEqual(await home.findPersonKeys(), person);
    assert.deepEqual(importDatasetKeys(vectors.datasetKeysExport), keys);
  });

  it('a version opens whose manifest has indexes, a file over two pieces, and two files in one leaf', async () => {
    const { head, sequence, blocks } = vectors.versionWithIndexes;
    const store = await createMemoryStores().open(keys.dataset);
    for (const [cid, block] of Object.entries(blocks)) await store.put(CID.parse(cid), hex(block));
    const expect = { dataset: keys.dataset, sequence: BigInt(sequence), epoch: 2n, parent: null };
    const version = await openVersion({ store, head: CID.parse(head), keys, expect });
    const found: unknown[] = [];
    const read = async (entry: Entry): Promise<string | undefined> => {
      if (entry.kind === 'symlink') return entry.target;
      if (entry.kind === 'directory') return undefined;
      const parts: Buffer[] = [];
      for (const extent of entry.extents)
        if (extent.leaf !== undefined) parts.push(Buffer.from(await version.read(extent)));
      return Buffer.concat(parts).toString();
    };
    for await (const entry of version.list())
      found.push([entry.path, entry.mode, entry.mtimeNs, await read(entry)]);
    const time = 1_700_000_000_000_000_001n;
    const large = `${'The first half of a large file, '.repeat(8)}and the second half of it.`;
    assert.deepEqual(found, [
      ['', 0o755, time, undefined],
      ['Ordner', 0o1777, -1_500_000_000n, undefined],
      ['Ordner/a', 0o644, time, 'one small file'],
      ['Ordner/b', 0o644, time, 'another small file'],
      ['Ordner/large', 0o644, time, large],
      ['empty', 0o4755, time, ''],
      ['ä', 0o700, time, undefined],
      ['ä/link', 0o777, time, '../Ordner/b'],
    ]);
  });
});
