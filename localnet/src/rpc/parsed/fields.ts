import bs58 from 'bs58';
import { u64 } from '../../encoding/json.ts';

/** Reads what follows in an instruction's or extension's data. Throws RangeError past its end. */
export class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    const start = this.#at;
    if (length > this.left) throw new RangeError('the data ends before its fields');
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  /** What comes next, at most that many bytes, without taking it. */
  peek(length: number): Buffer {
    return this.#bytes.subarray(this.#at, this.#at + length);
  }

  u8 = (): number => this.take(1).readUInt8();
  u16 = (): number => this.take(2).readUInt16LE();
  u32 = (): number => this.take(4).readUInt32LE();
  i16 = (): number => this.take(2).readInt16LE();
  f64 = (): number => this.take(8).readDoubleLE();
  bool = (): boolean => this.u8() !== 0;
  /** As the JSON answers tell a u64. */
  u64 = (): ReturnType<typeof u64> => u64(this.take(8).readBigUInt64LE());
  i64 = (): number => Number(this.take(8).readBigInt64LE());
  /** As the token programs' answers tell an amount. */
  amount = (): string => this.take(8).readBigUInt64LE().toString();
  key = (): string => bs58.encode(this.take(32));
  /** A key that is left out when it is all zero. */
  optionalKey = (): string | null => {
    const key = this.take(32);
    return key.every((byte) => byte === 0) ? null : bs58.encode(key);
  };
  /** A key behind a byte that tells whether there is one. */
  taggedKey = (): string | undefined => (this.u8() === 1 ? this.key() : undefined);
  /** A text behind its length, which bincode writes in eight bytes and borsh in four. */
  text = (lengthBytes: 4 | 8): string =>
    this.take(lengthBytes === 4 ? this.u32() : Number(this.take(8).readBigUInt64LE())).toString('utf8');
  rest = (): Buffer => this.take(this.left);
}
