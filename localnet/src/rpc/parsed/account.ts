import bs58 from 'bs58';
import { SYSTEM_PROGRAM, TOKEN_PROGRAM, UPGRADEABLE_LOADER, type Account } from '../../chain/account.ts';
import { isTokenProgram, readMint, readTokenAccount } from '../../chain/token-balances.ts';
import { parseExtensions } from './token-extensions.ts';

export interface ParsedAccount {
  readonly program: string;
  readonly type: string;
  readonly info: object;
}

/** What Agave's jsonParsed encoding tells of an account; `undefined` for one that no parser here knows. */
export function parseAccount(
  account: Account,
  read: (address: string) => Account | undefined,
): ParsedAccount | undefined {
  if (isTokenProgram(account.owner)) return parseToken(account, read);
  if (account.owner === SYSTEM_PROGRAM && account.data.length === 80) return parseNonce(account);
  if (account.owner === UPGRADEABLE_LOADER) return parseLoader(account);
  return undefined;
}

/** An amount of tokens as RPC answers show it. */
export function tokenAmountView(amount: bigint, decimals: number): object {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  const uiAmountString = fraction === '' ? whole : `${whole}.${fraction}`;
  return { amount: amount.toString(), decimals, uiAmount: Number(uiAmountString), uiAmountString };
}

const STATES = ['uninitialized', 'initialized', 'frozen'];

function parseToken(
  account: Account,
  read: (address: string) => Account | undefined,
): ParsedAccount | undefined {
  const program = account.owner === TOKEN_PROGRAM ? 'spl-token' : 'spl-token-2022';
  const bytes = buffer(account);
  const token = readTokenAccount(account);
  if (token !== undefined) {
    const decimals = readMint(read(token.mint))?.decimals;
    if (decimals === undefined) return undefined;
    const native = optional(bytes, 109, () => bytes.readBigUInt64LE(113));
    const delegate = optional(bytes, 72, () => key(bytes, 76));
    const closeAuthority = optional(bytes, 129, () => key(bytes, 133));
    const info = {
      mint: token.mint,
      owner: token.owner,
      tokenAmount: tokenAmountView(token.amount, decimals),
      state: STATES[bytes[108] ?? 0],
      isNative: native !== undefined,
      ...(native === undefined ? {} : { rentExemptReserve: tokenAmountView(native, decimals) }),
      ...(delegate === undefined
        ? {}
        : { delegate, delegatedAmount: tokenAmountView(bytes.readBigUInt64LE(121), decimals) }),
      ...(closeAuthority === undefined ? {} : { closeAuthority }),
      ...extensionsOf(account),
    };
    return { program, type: 'account', info };
  }
  const mint = readMint(account);
  if (mint === undefined) return parseMultisig(program, bytes);
  const info = {
    mintAuthority: optional(bytes, 0, () => key(bytes, 4)) ?? null,
    supply: mint.supply.toString(),
    decimals: mint.decimals,
    isInitialized: true,
    freezeAuthority: optional(bytes, 46, () => key(bytes, 50)) ?? null,
    ...extensionsOf(account),
  };
  return { program, type: 'mint', info };
}

function extensionsOf({ data: bytes }: Account): object {
  const extensions = parseExtensions(bytes);
  return extensions.length === 0 ? {} : { extensions };
}

const MULTISIG_BYTES = 355;

function parseMultisig(program: string, bytes: Buffer): ParsedAccount | undefined {
  if (bytes.length !== MULTISIG_BYTES || bytes[2] !== 1) return undefined;
  const [numRequiredSigners = 0, numValidSigners = 0] = bytes;
  const signers = Array.from({ length: numValidSigners }, (_, index) => key(bytes, 3 + 32 * index));
  const info = { numRequiredSigners, numValidSigners, isInitialized: true, signers };
  return { program, type: 'multisig', info };
}

function parseNonce(account: Account): ParsedAccount {
  const bytes = buffer(account);
  if (bytes.readUInt32LE(4) === 0) return { program: 'nonce', type: 'uninitialized', info: {} };
  const info = {
    authority: key(bytes, 8),
    blockhash: key(bytes, 40),
    feeCalculator: { lamportsPerSignature: bytes.readBigUInt64LE(72).toString() },
  };
  return { program: 'nonce', type: 'initialized', info };
}

function parseLoader(account: Account): ParsedAccount | undefined {
  const program = 'bpf-upgradeable-loader';
  const bytes = buffer(account);
  switch (bytes.length < 4 ? undefined : bytes.readUInt32LE(0)) {
    case 0:
      return { program, type: 'uninitialized', info: {} };
    case 1:
      return { program, type: 'buffer', info: { authority: option(bytes, 4), ...data(bytes, 37) } };
    case 2:
      return { program, type: 'program', info: { programData: key(bytes, 4) } };
    case 3: {
      const slot = Number(bytes.readBigUInt64LE(4));
      return {
        program,
        type: 'programData',
        info: { slot, authority: option(bytes, 12), ...data(bytes, 45) },
      };
    }
    default:
      return undefined;
  }
}

function buffer({ data: bytes }: Account): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function key(bytes: Buffer, offset: number): string {
  return bs58.encode(bytes.subarray(offset, offset + 32));
}

function data(bytes: Buffer, offset: number): object {
  return { data: [bytes.subarray(offset).toString('base64'), 'base64'] };
}

/** The token programs' options: a four-byte tag. */
function optional<T>(bytes: Buffer, tag: number, read: () => T): T | undefined {
  return bytes.readUInt32LE(tag) === 1 ? read() : undefined;
}

/** The loader's options: a one-byte tag. */
function option(bytes: Buffer, tag: number): string | null {
  return bytes[tag] === 1 ? key(bytes, tag + 1) : null;
}
