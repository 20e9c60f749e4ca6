import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Probe } from './probe.ts';

const WORD = 1n << 64n;
const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const fits = (value: bigint): bigint | undefined => (value >= 0n && value < WORD ? value : undefined);
const fitsSigned = (value: bigint): bigint | undefined => (signed(value) === value ? wrap(value) : undefined);
const order = (a: bigint, b: bigint): bigint => (a < b ? 255n : a > b ? 1n : 0n);
const left = (value: bigint, by: bigint): bigint =>
  wrap((value << (by & 63n)) | (value >> ((64n - (by & 63n)) & 63n)));

/** Words of every size, and those around the places where carries and signs change. */
const edges = [0n, 31n, 32n, 33n, 63n, 64n].flatMap((bit) => [(1n << bit) - 1n, 1n << bit, (1n << bit) + 1n]);
const word = fc.oneof(
  fc.bigInt({ min: 0n, max: WORD - 1n }),
  fc.bigInt({ min: 0n, max: (1n << 33n) - 1n }),
  fc.constantFrom(...edges.filter((edge) => edge < WORD), WORD - 1n),
);
const RUNS = { numRuns: 150 };

type Operation = readonly [name: string, code: number, host: (a: bigint, b: bigint) => bigint | undefined];
const ARITHMETIC: readonly Operation[] = [
  ['wrapping multiplication', 0, (a, b) => wrap(a * b)],
  ['checked multiplication', 1, (a, b) => fits(a * b)],
  ['checked addition', 2, (a, b) => fits(a + b)],
  ['checked subtraction', 3, (a, b) => fits(a - b)],
  ['division', 4, (a, b) => (b === 0n ? undefined : a / b)],
  ['remainder', 5, (a, b) => (b === 0n ? undefined : a % b)],
  ['saturating multiplication', 6, (a, b) => fits(a * b) ?? WORD - 1n],
  ['checked signed addition', 7, (a, b) => fitsSigned(signed(a) + signed(b))],
  ['checked signed subtraction', 8, (a, b) => fitsSigned(signed(a) - signed(b))],
  ['signed comparison', 9, (a, b) => order(signed(a), signed(b))],
  ['comparison', 10, order],
  [
    'checked 32-bit multiplication',
    11,
    (a, b) => {
      const product = BigInt.asUintN(32, a) * BigInt.asUintN(32, b);
      return product < 1n << 32n ? product : undefined;
    },
  ],
  ['arithmetic shift', 12, (a, b) => wrap(signed(a) >> (b & 63n))],
  ['rotation', 13, left],
];

describe('what the toolchain makes, inside the SVM', () => {
  const probe = new Probe();

  for (const [name, code, host] of ARITHMETIC)
    it(`${name} answers as the host does`, () => {
      fc.assert(
        fc.property(word, word, (a, b) => assert.equal(probe.words(code, a, b), host(a, b))),
        RUNS,
      );
    });

  it("the compiler's own overflow checks abort the instruction, and only then", () => {
    const pair = (a: bigint, b: bigint): Buffer => {
      const operands = Buffer.alloc(16);
      operands.writeBigUInt64LE(a);
      operands.writeBigUInt64LE(b, 8);
      return operands;
    };
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.equal(probe.ask(14, pair(a, b)) === undefined, fits(a * b) === undefined);
        assert.equal(probe.ask(15, pair(a, b)) === undefined, fits(a + b) === undefined);
      }),
      RUNS,
    );
  });

  const BUFFER = 512;
  const buffer = fc.uint8Array({ minLength: BUFFER, maxLength: BUFFER });
  const span = fc
    .tuple(fc.nat(BUFFER), fc.nat(BUFFER), fc.nat(BUFFER))
    .map(([from, to, length]) => ({ from, to, length: Math.min(length, BUFFER - Math.max(from, to)) }));
  const memory = (code: number, from: number, to: number, length: number, bytes: Uint8Array): Buffer => {
    const operands = Buffer.alloc(6);
    [from, to, length].forEach((value, index) => operands.writeUInt16LE(value, index * 2));
    const answer = probe.ask(code, Buffer.concat([operands, bytes]));
    assert.ok(answer !== undefined, 'aborted');
    return answer;
  };

  it('memory moves, overlapping or not, as on the host', () => {
    fc.assert(
      fc.property(buffer, span, (bytes, { from, to, length }) => {
        const moved = Buffer.from(bytes);
        moved.copyWithin(to, from, from + length);
        assert.deepEqual(memory(32, from, to, length, bytes), moved);
      }),
      RUNS,
    );
  });

  it('memory is copied and set as on the host', () => {
    fc.assert(
      fc.property(buffer, span, (bytes, { from, to, length }) => {
        const copied = Buffer.from(bytes);
        copied.set(bytes.subarray(from, from + length), to);
        assert.deepEqual(memory(33, from, to, length, bytes), copied);
        const filled = Buffer.from(bytes).fill(from & 255, to, to + length);
        assert.deepEqual(memory(34, from, to, length, bytes), filled);
      }),
      RUNS,
    );
  });

  it('memory compares as on the host, equal for long or not', () => {
    const similar = fc.tuple(span, fc.nat(BUFFER - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.oneof(buffer, fc.constant(new Uint8Array(BUFFER))),
        similar,
        (bytes, [at, place, byte]) => {
          const changed = Uint8Array.from(bytes).with(place, byte);
          const parts = [at.from, at.to].map((start) => changed.subarray(start, start + at.length));
          const [one, other] = [Buffer.from(parts[0] ?? []), Buffer.from(parts[1] ?? [])];
          const compared = Buffer.compare(one, other);
          const answer = (code: number): number | undefined =>
            memory(code, at.from, at.to, at.length, changed)[1];
          assert.equal(answer(35), compared + 1);
          assert.equal(answer(36), one.equals(other) ? 1 : 0);
        },
      ),
      RUNS,
    );
  });

  it('words and keys are read and written at any address', () => {
    const place = fc.nat(BUFFER - 32);
    fc.assert(
      fc.property(buffer, place, place, (bytes, from, to) => {
        const worded = Buffer.from(bytes);
        worded.set(bytes.subarray(from, from + 8), to);
        assert.deepEqual(memory(37, from, to, 0, bytes), worded);
        const keyed = Buffer.from(bytes);
        const key = bytes.subarray(from, from + 32);
        keyed.set(key, 0);
        keyed[32] = Buffer.from(key).equals(bytes.subarray(to, to + 32)) ? 1 : 0;
        assert.deepEqual(memory(38, from, to, 0, bytes), keyed);
      }),
      RUNS,
    );
  });

  const nine = fc.array(word, { minLength: 9, maxLength: 9 });
  const right = (value: bigint, by: bigint): bigint => left(value, (64n - by) & 63n);

  it('deep calls find their frames as they left them', () => {
    const fold = (frame: bigint[]): bigint =>
      frame.reduce((all, one) => wrap(all * 0x9e37_79b9_7f4a_7c15n) ^ one, 1n);
    const deep = (depth: bigint, value: bigint): bigint => {
      const frame = Array.from({ length: 32 }, (_, index) => left(value, BigInt(index)) ^ depth);
      return depth === 0n ? fold(frame) : wrap(deep(depth - 1n, fold(frame)) * 31n + fold(frame));
    };
    fc.assert(
      fc.property(nine, ([a = 0n, b = 0n, ...rest]) =>
        assert.equal(probe.words(64, a, b, ...rest), deep(a % 50n, b)),
      ),
      RUNS,
    );
  });

  it('nine arguments arrive in their places', () => {
    const mix = (words: bigint[]): bigint => words.reduce((all, one) => wrap(all * 1_000_003n) ^ one, 7n);
    fc.assert(
      fc.property(nine, (words) =>
        assert.equal(probe.words(65, ...words), mix(words) ^ left(mix(words.toReversed()), 1n)),
      ),
      RUNS,
    );
  });

  it('pairs and large values come back whole', () => {
    fc.assert(
      fc.property(nine, (words) => {
        const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n] = words;
        assert.equal(probe.words(66, ...words), wrap(a + b) ^ left(wrap(a * (b | 1n)), 7n));
        const sum = wrap(words.reduce((all, one) => all + one, 0n));
        const product = words.reduce((all, one) => wrap(all * (one | 1n)), 1n);
        const folded = words
          .slice(0, 6)
          .map((one, index) => one ^ right(words[index + 3] ?? 0n, BigInt(index)))
          .reduce((all, one) => left(all, 5n) ^ one, 0n);
        assert.equal(probe.words(67, ...words), sum ^ left(product, 3n) ^ folded);
        const checked = fits((a >> 32n) * (b >> 32n) + c);
        assert.equal(probe.words(68, ...words), checked === undefined ? undefined : fits((checked ^ d) - e));
      }),
      RUNS,
    );
  });
});
