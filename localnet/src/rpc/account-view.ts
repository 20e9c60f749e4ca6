import { zstdCompressSync } from 'node:zlib';
import bs58 from 'bs58';
import type { Account } from '../chain/account.ts';
import { u64 } from '../encoding/json.ts';
import type { AccountEncoding, DataSlice } from './params.ts';
import { parseAccount } from './parsed/account.ts';
import { INVALID_REQUEST, RpcError } from './rpc-error.ts';

/** Base58 costs the square of the length, so Agave refuses it above this. */
const BASE58_MAX = 128;

export interface AccountFormat {
  readonly encoding: AccountEncoding;
  readonly dataSlice: DataSlice | undefined;
}

/**
 * An account as RPC answers show it. `read` finds other accounts of the same state: a token's decimals stand in its mint.
 *
 * @throws RpcError when base58 is asked for and the data is too long for it
 */
export function accountView(
  account: Account,
  { encoding, dataSlice }: AccountFormat,
  read: (address: string) => Account | undefined,
): object {
  return {
    lamports: u64(account.lamports),
    data: dataView(account, encoding, dataSlice, read),
    owner: account.owner,
    executable: account.executable,
    rentEpoch: u64(account.rentEpoch),
    space: account.data.length,
  };
}

function dataView(
  account: Account,
  encoding: AccountEncoding,
  slice: DataSlice | undefined,
  read: (address: string) => Account | undefined,
): unknown {
  const data =
    slice === undefined ? account.data : account.data.subarray(slice.offset, slice.offset + slice.length);
  switch (encoding) {
    case 'jsonParsed': {
      const parsed = parseAccount(account, read);
      return parsed === undefined
        ? [base64(data), 'base64']
        : {
            program: parsed.program,
            parsed: { type: parsed.type, info: parsed.info },
            space: account.data.length,
          };
    }
    case 'base64':
      return [base64(data), 'base64'];
    case 'base64+zstd':
      return [base64(zstdCompressSync(data)), 'base64+zstd'];
    case 'base58':
      return [base58(data), 'base58'];
    case 'binary':
      return base58(data);
  }
}

function base64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
}

function base58(data: Uint8Array): string {
  if (data.length > BASE58_MAX)
    throw new RpcError(
      INVALID_REQUEST,
      `Encoded binary (base 58) data should be less than ${BASE58_MAX} bytes, please use Base64 encoding.`,
    );
  return bs58.encode(data);
}
