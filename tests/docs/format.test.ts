import assert from 'node:assert/strict';
import {
  decryptChunk,
  exportDatasetKeys,
  openDatasetKeyring,
  openDatasetLabel,
  personOpener,
  rawCid,
} from '@meshid/sdk';
import { keys, person, readVectors } from '../crypto/vectors.ts';
import { hex } from '../crypto/world.ts';
import { blocksOf } from './blocks.ts';

/** The examples in docs/format.md: each line is a field in hex, then what it is. */
async function examples(): Promise<{ fields: Uint8Array[]; whole: Uint8Array }[]> {
  const blocks = (await blocksOf('docs/format.md')).filter(({ language }) => language === 'hex');
  return blocks.map(({ lines, place }) => {
    const fields = lines.map((line) => {
      const [, digits] = /^((?:[0-9a-f]{2})+) +\S/.exec(line) ?? [];
      return hex(digits ?? assert.fail(`${place}: "${line}" is no field`));
    });
    return { fields, whole: Buffer.concat(fields) };
  });
}

describe('the examples of the formats', () => {
  it('are a keyring, a label and a leaf, which open', async () => {
    const [keyring, label, leaf, ...others] = await examples();
    assert.ok(label && keyring && leaf && others.length === 0);
    const vectors = await readVectors();
    assert.equal(openDatasetLabel(keys, label.whole), 'photos');
    assert.deepEqual(label.whole, Buffer.from(vectors.datasetLabel.sealed, 'hex'));
    const opened = openDatasetKeyring(keyring.whole, hex(vectors.datasetKeyring.digest), keys.dataset, [
      personOpener(person),
    ]);
    assert.deepEqual(exportDatasetKeys(opened), exportDatasetKeys(keys));
    const { key, content, cid } = vectors.chunkKeyedByTag;
    const text = decryptChunk({ key: hex(key), length: content.length }, leaf.whole);
    assert.equal(Buffer.from(text).toString(), content);
    assert.equal(rawCid(leaf.whole).toString(), cid);
  });

  it('are split where the fields end', async () => {
    const lengths = (await examples()).map(({ fields }) => fields.map(({ length }) => length));
    assert.deepEqual(lengths, [
      [25, 32, 8, 32, 16, 4, 1, 32, 32, 32, 16, 32, 4, 32, 16],
      [1, 12, 67, 16],
      [44, 16],
    ]);
  });
});
