/** HSalsa20 (Bernstein, "Extending the Salsa20 nonce", 2008) of 16 zero bytes: what NaCl's box makes its key of, which is not exported. */
export function hsalsa20(key: Uint8Array): Uint8Array {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const k = Array.from({ length: 8 }, (_, index) => view.getUint32(index * 4, true));
  const x = new Uint32Array(16);
  for (const [index, word] of [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574].entries()) x[index * 5] = word;
  for (let index = 0; index < 4; index += 1) {
    x[1 + index] = k[index] ?? 0;
    x[11 + index] = k[4 + index] ?? 0;
  }
  for (let round = 0; round < 10; round += 1) {
    for (let i = 0; i < 4; i += 1) quarter(x, [5 * i, 5 * i + 4, 5 * i + 8, 5 * i + 12]);
    for (let i = 0; i < 4; i += 1)
      quarter(
        x,
        [0, 1, 2, 3].map((step) => 4 * i + ((i + step) % 4)),
      );
  }
  const out = new DataView(new ArrayBuffer(32));
  for (const [index, word] of [0, 5, 10, 15, 6, 7, 8, 9].entries())
    out.setUint32(index * 4, x[word] ?? 0, true);
  return new Uint8Array(out.buffer);
}

function quarter(x: Uint32Array, places: readonly number[]): void {
  const at = (index: number): number => (places[index % 4] ?? 0) % 16;
  for (const [step, turn] of [7, 9, 13, 18].entries()) {
    const sum = ((x[at(step)] ?? 0) + (x[at(step + 3)] ?? 0)) >>> 0;
    const to = at(step + 1);
    x[to] = (x[to] ?? 0) ^ ((sum << turn) | (sum >>> (32 - turn)));
  }
}
