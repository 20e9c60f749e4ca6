import bs58 from 'bs58';
import { CID } from 'multiformats/cid';
import type { Cell } from '../database/bulk.ts';
import type { Fields } from './decode.ts';

const NO_KEY = '1'.repeat(32);
const MOST_BIGINT = 2n ** 63n - 1n;

/** Turns decoded fields into cells of SQL; whatever was written on chain, every cell is one that Postgres takes. */
export class FieldReader {
  readonly #fields: Fields;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : '';
  }

  /** A key; zeros mean none. */
  key(name: string): Cell {
    const value = this.text(name);
    return value === '' || value === NO_KEY ? null : value;
  }

  /** Hexadecimal bytes; zeros mean none. */
  bytes(name: string): Cell {
    const value = this.text(name);
    return /^0*$/.test(value) ? null : value;
  }

  /** 32 bytes that are shown as a key. */
  base58(name: string): string {
    return bs58.encode(Buffer.from(this.text(name), 'hex'));
  }

  number(name: string): string {
    const value = this.#fields[name];
    const number = typeof value === 'number' || typeof value === 'string' ? BigInt(value) : 0n;
    return (number > MOST_BIGINT ? MOST_BIGINT : number).toString();
  }

  /** A number that is none when it is zero, or the largest. */
  end(name: string): Cell {
    const value = this.number(name);
    return value === '0' || value === MOST_BIGINT.toString() ? null : value;
  }

  flag(name: string): string {
    return String(this.number(name) !== '0');
  }

  word(name: string, words: readonly string[]): string {
    const value = this.number(name);
    return words[Number(value)] ?? `unknown ${value}`;
  }

  /** UTF-8 padded with zeros. Anybody writes anything there; Postgres refuses text with a zero in it. */
  name(name: string): Cell {
    const bytes = Buffer.from(this.text(name), 'hex');
    const end = bytes.indexOf(0);
    const text = bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
    // eslint-disable-next-line no-control-regex -- control characters are what has to go
    return text.replace(/[\u0000-\u001f\u007f]/g, '\ufffd') || null;
  }

  cid(name: string): Cell {
    const hex = this.bytes(name);
    if (hex === null) return null;
    try {
      return CID.decode(Buffer.from(hex, 'hex')).toString();
    } catch {
      return hex;
    }
  }
}
