import assert from 'node:assert/strict';
import { CID } from 'multiformats/cid';
import {
  createChunkCipher,
  createMemoryStores,
  decryptChunk,
  deviceOpener,
  exportDatasetKeys,
  openDatasetKeyring,
  openDatasetLabel,
  openDeviceName,
  openGroupKeyring,
  openGroupLabel,
  openPersonKeyring,
  openVersion,
  parseTicket,
  personOpener,
  ticketMessage,
} from '@meshid/sdk';
import { LeafSink } from '../../sdk/src/dataset/version/leaf-sink.ts';
import { asHex, bytes, device, group, keys, person, readVectors, type Vectors } from './vectors.ts';
import { hex } from './world.ts';

describe('the envelopes of format version 1', () => {
  let vectors: Vectors;

  before(async () => {
    vectors = await readVectors();
  });

  it("a person's keyring opens", () => {
    const { block, digest } = vectors.personKeyring;
    const opened = openPersonKeyring(hex(block), hex(digest), person.person, deviceOpener(device));
    assert.deepEqual(
      [opened.generation, opened.secrets.get(1n), opened.secrets.get(2n)],
      [2n, bytes(4), bytes(5)],
    );
  });

  it("a group's keyring opens, for its owner and for a device in it", () => {
    const { block, digest } = vectors.groupKeyring;
    for (const opener of [personOpener(person), deviceOpener(device)]) {
      const opened = openGroupKeyring(hex(block), hex(digest), group.group, [opener]);
      assert.deepEqual(
        [opened.generation, opened.secrets.get(1n), opened.secrets.get(2n)],
        [2n, bytes(13), bytes(14)],
      );
    }
  });

  it("a dataset's keyring opens", () => {
    const { block, digest } = vectors.datasetKeyring;
    assert.deepEqual(
      exportDatasetKeys(openDatasetKeyring(hex(block), hex(digest), keys.dataset, [personOpener(person)])),
      exportDatasetKeys(keys),
    );
  });

  it('chunks open, and the same content still makes the same leaf', () => {
    for (const { content, key, ciphertext } of [vectors.chunk, vectors.chunkKeyedByTag])
      assert.deepEqual(
        Buffer.from(decryptChunk({ key: hex(key), length: content.length }, hex(ciphertext))),
        Buffer.from(content),
      );
    const { content, key, tag, cid } = vectors.chunkKeyedByTag;
    const plaintext = Buffer.from(content);
    const cipher = createChunkCipher(keys);
    const again = cipher.encrypt(plaintext);
    assert.deepEqual([again.cid.toString(), asHex(again.key), asHex(cipher.tag(plaintext))], [cid, key, tag]);
  });

  it('a chunk whose key was made of its content is recognised, and not stored once more', async () => {
    const { content, key, tag, cid, ciphertext } = vectors.chunk;
    const store = await createMemoryStores().open(keys.dataset);
    await store.put(CID.parse(cid), hex(ciphertext));
    using sink = new LeafSink(store, createChunkCipher(keys));
    sink.recognise({ cid: CID.parse(cid), key: hex(key), length: content.length, tag: hex(tag) });
    const leaf = await (await sink.chunk(Buffer.from(content))).leaf;
    await sink.drain();
    assert.deepEqual([leaf.cid.toString(), asHex(leaf.key), sink.newBlocks], [cid, key, 0]);
  });

  it('labels and a device name open', () => {
    assert.equal(openDatasetLabel(keys, hex(vectors.datasetLabel.sealed)), vectors.datasetLabel.text);
    assert.equal(openGroupLabel(group, hex(vectors.groupLabel.sealed)), vectors.groupLabel.text);
    assert.equal(openDeviceName(person, device.id, hex(vectors.deviceName.sealed)), vectors.deviceName.text);
  });

  it('a ticket is read, and signed over the same bytes', () => {
    const { text, message, expiresAt } = vectors.ticket;
    const ticket = parseTicket(text);
    assert.deepEqual(
      [asHex(ticketMessage(ticket)), ticket.expiresAt.toISOString(), ticket.device],
      [message, expiresAt, device.id],
    );
  });

  it('a version opens: a folder, a file and a link', async () => {
    const { head, parent, sequence, blocks } = vectors.version;
    const store = await createMemoryStores().open(keys.dataset);
    for (const [cid, block] of Object.entries(blocks)) await store.put(CID.parse(cid), hex(block));
    const expect = {
      dataset: keys.dataset,
      sequence: BigInt(sequence),
      epoch: 2n,
      parent: CID.parse(parent),
    };
    const version = await openVersion({ store, head: CID.parse(head), keys, expect });
    const entries: unknown[] = [];
    for await (const entry of version.list()) {
      const [extent] = entry.kind === 'file' ? entry.extents : [];
      const content =
        extent?.leaf === undefined ? undefined : Buffer.from(await version.read(extent)).toString();
      entries.push([entry.kind, entry.path, entry.mode, entry.mtimeNs, content]);
    }
    assert.deepEqual(entries, [
      ['directory', '', 0o755, 1_700_000_000_123_456_789n, undefined],
      ['file', 'fox.txt', 0o644, -1n, vectors.chunk.content],
      ['symlink', 'link', 0o777, 0n, undefined],
    ]);
  });
});
