import bs58 from 'bs58';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM, type Account } from './account.ts';
import type { TokenBalance } from './block.ts';

const ACCOUNT_BYTES = 165;
const MINT_BYTES = 82;
const DECIMALS_OFFSET = 44;
const STATE_OFFSET = 108;
const TYPE_MINT = 1;
const TYPE_ACCOUNT = 2;

export function isTokenProgram(address: string): boolean {
  return address === TOKEN_PROGRAM || address === TOKEN_2022_PROGRAM;
}

export interface TokenAccount {
  readonly mint: string;
  readonly owner: string;
  readonly amount: bigint;
}

/** Reads an initialized token account of either token program; `undefined` when it is something else. */
export function readTokenAccount({ owner, data }: Account): TokenAccount | undefined {
  if (!isTokenProgram(owner) || data.length < ACCOUNT_BYTES || data[STATE_OFFSET] === 0) return undefined;
  // Past the base length, a byte tells accounts from mints; a multisig (355 bytes) never has extensions.
  if (data.length > ACCOUNT_BYTES && (data.length === 355 || data[ACCOUNT_BYTES] !== TYPE_ACCOUNT))
    return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  return {
    mint: bs58.encode(bytes.subarray(0, 32)),
    owner: bs58.encode(bytes.subarray(32, 64)),
    amount: bytes.readBigUInt64LE(64),
  };
}

export interface Mint {
  readonly supply: bigint;
  readonly decimals: number;
}

export function readMint(account: Account | undefined): Mint | undefined {
  if (account === undefined || !isTokenProgram(account.owner)) return undefined;
  const { data } = account;
  const extended = data.length > ACCOUNT_BYTES && data.length !== 355 && data[ACCOUNT_BYTES] === TYPE_MINT;
  if ((data.length !== MINT_BYTES && !extended) || data[DECIMALS_OFFSET + 1] !== 1) return undefined;
  return {
    supply: Buffer.from(data.buffer, data.byteOffset, data.length).readBigUInt64LE(36),
    decimals: data[DECIMALS_OFFSET] ?? 0,
  };
}

export function tokenBalances(
  accounts: readonly (Account | undefined)[],
  read: (address: string) => Account | undefined,
): TokenBalance[] {
  return accounts.flatMap((account, accountIndex) => {
    const token = account === undefined ? undefined : readTokenAccount(account);
    if (account === undefined || token === undefined) return [];
    const mint = readMint(read(token.mint));
    return mint === undefined
      ? []
      : [{ accountIndex, ...token, programId: account.owner, decimals: mint.decimals }];
  });
}
