import bs58 from 'bs58';
import type { Account } from '../chain/account.ts';
import { isTokenProgram, readTokenAccount } from '../chain/token-balances.ts';
import { readCount, readList, readRecord, readString } from './params.ts';
import { invalidParams } from './rpc-error.ts';

export type AccountFilter = (account: Account) => boolean;

const MAX_FILTERS = 4;
const MAX_BYTES = 128;
const MAX_BASE58 = 175;
const MAX_BASE64 = 172;

/** Reads getProgramAccounts' filters. @throws RpcError */
export function readFilters(value: unknown): AccountFilter {
  const filters = readList(value);
  if (filters.length > MAX_FILTERS) throw invalidParams(`Too many filters provided; max ${MAX_FILTERS}`);
  const tests = filters.map(readFilter);
  return (account) => tests.every((test) => test(account));
}

function readFilter(value: unknown): AccountFilter {
  if (value === 'tokenAccountState')
    return (account) => isTokenProgram(account.owner) && readTokenAccount(account) !== undefined;
  const { dataSize, memcmp } = readRecord(value, 'a filter');
  if (dataSize !== undefined) {
    const size = readCount(dataSize);
    return ({ data }) => data.length === size;
  }
  if (memcmp === undefined)
    throw invalidParams('Invalid params: unknown filter, expected `dataSize` or `memcmp`.');
  const fields = readRecord(memcmp, 'struct Memcmp');
  const offset = readCount(fields['offset']);
  const bytes = readBytes(fields['bytes'], fields['encoding']);
  return ({ data }) =>
    offset + bytes.length <= data.length &&
    Buffer.compare(data.subarray(offset, offset + bytes.length), bytes) === 0;
}

function readBytes(value: unknown, encoding: unknown): Uint8Array {
  if (Array.isArray(value)) {
    if (value.length > MAX_BYTES) throw tooLong();
    return Uint8Array.from(value, readCount);
  }
  const text = readString(value);
  const base64 = encoding !== undefined && encoding !== null && readString(encoding) === 'base64';
  if (text.length > (base64 ? MAX_BASE64 : MAX_BASE58)) throw tooLong();
  const bytes = base64 ? Buffer.from(text, 'base64') : bs58.decodeUnsafe(text);
  if (bytes === undefined) throw invalidParams('Invalid param: filter bytes are not valid base58');
  if (bytes.length > MAX_BYTES) throw tooLong();
  return bytes;
}

function tooLong() {
  return invalidParams('Invalid param: memcmp filter bytes are too long; max 128');
}
