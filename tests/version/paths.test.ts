import assert from 'node:assert/strict';
import { decodePath, encodePath } from '@meshid/sdk';
import fc from 'fast-check';
import { comparePaths } from '../../sdk/src/dataset/version/entry.ts';

/** Bytes that often make, or nearly make, a character of several. */
const bytes = fc
  .array(
    fc.oneof(
      fc.nat({ max: 255 }).map((byte) => [byte]),
      fc.constantFrom([0xc3, 0xa9], [0xed, 0xa0, 0x80], [0xed, 0xb2, 0x80], [0xf0, 0x9f, 0x98, 0x80], [0xf4]),
      fc.constantFrom([0xe2, 0x82], [0xc0, 0xaf], [0xf8, 0x88], [0xef, 0xbb, 0xbf], [0x2f]),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.from(parts.flat()));

describe('a path of any bytes', () => {
  it('comes back from its text', () => {
    fc.assert(
      fc.property(bytes, (path) => {
        assert.deepEqual(encodePath(decodePath(path)), path);
      }),
      { numRuns: 5000 },
    );
  });

  it('that is UTF-8 is its text, not normalised', () => {
    for (const text of ['é'.normalize('NFC'), 'é'.normalize('NFD'), '😀', '\ufeffmark', '']) {
      assert.equal(decodePath(Buffer.from(text)), text);
      assert.deepEqual(encodePath(text), Buffer.from(text));
    }
  });

  it('has each byte that is not UTF-8 as a lone surrogate, those of an encoded surrogate too', () => {
    assert.equal(decodePath(Buffer.of(0x66, 0xff, 0x6f)), 'f\udcffo');
    assert.equal(decodePath(Buffer.of(0xed, 0xb3, 0xbf)), '\udced\udcb3\udcbf');
  });

  it('has one text only', () => {
    for (const text of ['\ud800', '\udc00', '\udcc3\udca9', '\udc41', 'a\udfff'])
      assert.throws(() => encodePath(text), { code: 'file/unsafe-path' });
  });

  it('stands in the order of the bytes, name by name', () => {
    const order = (path: Buffer): Buffer => Buffer.from(path.map((byte) => (byte === 0x2f ? 0 : byte)));
    const without = bytes.map((path) => Buffer.from(path.map((byte) => (byte === 0 ? 1 : byte))));
    fc.assert(
      fc.property(without, without, without, (before, a, b) => {
        const [x, y] = [Buffer.concat([before, a]), Buffer.concat([before, b])];
        assert.equal(
          Math.sign(comparePaths(decodePath(x), decodePath(y))),
          Math.sign(order(x).compare(order(y))),
        );
      }),
      { numRuns: 5000 },
    );
  });
});
