/** Writes the fixed binary forms of keyrings, tickets and manifests; integers are little-endian. */
export class BinaryWriter {
  private buffer = Buffer.allocUnsafe(512);
  private used = 0;

  get length(): number {
    return this.used;
  }

  /** Makes room, in another buffer maybe: to be called before `this.buffer` is looked at. */
  private reserve(bytes: number): number {
    const at = this.used;
    this.used += bytes;
    if (this.used > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.used, this.buffer.length * 2));
      this.buffer.copy(grown, 0, 0, at);
      this.buffer = grown;
    }
    return at;
  }

  u8(value: number): this {
    const at = this.reserve(1);
    this.buffer.writeUInt8(value, at);
    return this;
  }

  u16(value: number): this {
    const at = this.reserve(2);
    this.buffer.writeUInt16LE(value, at);
    return this;
  }

  u32(value: number): this {
    const at = this.reserve(4);
    this.buffer.writeUInt32LE(value, at);
    return this;
  }

  u64(value: bigint): this {
    const at = this.reserve(8);
    this.buffer.writeBigUInt64LE(value, at);
    return this;
  }

  i64(value: bigint): this {
    const at = this.reserve(8);
    this.buffer.writeBigInt64LE(value, at);
    return this;
  }

  /** An unsigned LEB128 integer of at most 53 bits. */
  varint(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    return this.u8(rest);
  }

  bytes(value: Uint8Array): this {
    const at = this.reserve(value.length);
    this.buffer.set(value, at);
    return this;
  }

  text(value: string): this {
    const length = Buffer.byteLength(value);
    const at = this.reserve(length);
    this.buffer.write(value, at);
    return this;
  }

  /** A copy of what was written, in memory of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer.subarray(0, this.used));
  }
}

/**
 * Reads what `BinaryWriter` wrote and refuses everything else: each length is checked against what is left before anything is
 * allocated, a longer form of the same integer is refused, and `end` refuses a rest.
 */
export class BinaryReader {
  private readonly buffer: Buffer;
  private readonly fail: (why: string) => never;
  private at = 0;

  /** @param fail throws the error of the format that is read */
  constructor(bytes: Uint8Array, fail: (why: string) => never) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.fail = fail;
  }

  get left(): number {
    return this.buffer.length - this.at;
  }

  private advance(bytes: number): number {
    if (bytes > this.left) this.fail('it ends too early');
    const at = this.at;
    this.at += bytes;
    return at;
  }

  u8(): number {
    return this.buffer.readUInt8(this.advance(1));
  }

  u16(): number {
    return this.buffer.readUInt16LE(this.advance(2));
  }

  u32(): number {
    return this.buffer.readUInt32LE(this.advance(4));
  }

  u64(): bigint {
    return this.buffer.readBigUInt64LE(this.advance(8));
  }

  i64(): bigint {
    return this.buffer.readBigInt64LE(this.advance(8));
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) this.fail('an integer has a needless byte');
        if (!Number.isSafeInteger(value)) this.fail('an integer is too large');
        return value;
      }
    }
    return this.fail('an integer is too large');
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.advance(length);
    return this.buffer.subarray(at, at + length);
  }

  /** A copy, for what must outlive the buffer. */
  copy(length: number): Uint8Array {
    return Uint8Array.from(this.bytes(length));
  }

  text(length: number): string {
    const bytes = this.bytes(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return this.fail('a text is not UTF-8');
    }
  }

  /** Refuses anything but exactly `text` here. */
  expect(text: string): void {
    const bytes = Buffer.from(text);
    if (this.left < bytes.length || !bytes.equals(this.bytes(bytes.length)))
      this.fail('it is of another kind or version');
  }

  end(): void {
    if (this.left > 0) this.fail('it is longer than it should be');
  }
}
