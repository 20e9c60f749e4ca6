import bs58 from 'bs58';
import type { Account } from '../../chain/account.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from '../../chain/account.ts';
import type { Bank } from '../../chain/bank.ts';
import { isTokenProgram, readMint, readTokenAccount, type TokenAccount } from '../../chain/token-balances.ts';
import { bankFor, withContext, type Methods, type RpcNode } from '../node.ts';
import { readAddress, readRecord, type Params } from '../params.ts';
import { tokenAmountView } from '../parsed/account.ts';
import { invalidParams } from '../rpc-error.ts';
import { formatOf, viewAt } from './accounts.ts';

const LARGEST = 20;
const KEY = 32;
const DELEGATE_TAG = 72;
const DELEGATE = 76;

export const TOKEN_METHODS: Methods = {
  getTokenAccountBalance(node, params) {
    const address = params.required(0, readAddress);
    const bank = bankFor(node, params.config(1));
    const account = node.chain.account(address, bank);
    if (account === undefined) throw invalidParams('Invalid param: could not find account');
    const token = readTokenAccount(account);
    const mint = token === undefined ? undefined : readMint(node.chain.account(token.mint, bank));
    if (token === undefined || mint === undefined) throw invalidParams('Invalid param: not a Token account');
    return withContext(bank.slot, tokenAmountView(token.amount, mint.decimals));
  },

  getTokenSupply(node, params) {
    const { bank, mint } = mintOf(node, params);
    return withContext(bank.slot, tokenAmountView(mint.supply, mint.decimals));
  },

  getTokenLargestAccounts(node, params) {
    const { bank, mint, address, program } = mintOf(node, params);
    const largest = tokenAccounts(node, bank, program)
      .filter(({ token }) => token.mint === address)
      .sort((a, b) => (a.token.amount > b.token.amount ? -1 : a.token.amount < b.token.amount ? 1 : 0))
      .slice(0, LARGEST)
      .map((entry) => ({ address: entry.address, ...tokenAmountView(entry.token.amount, mint.decimals) }));
    return withContext(bank.slot, largest);
  },

  getTokenAccountsByOwner: (node, params) =>
    byFilter(node, params, (entry, address) => entry.token.owner === address),
  getTokenAccountsByDelegate: (node, params) =>
    byFilter(node, params, ({ account }, address) => delegateOf(account) === address),
};

interface Entry {
  readonly address: string;
  readonly account: Account;
  readonly token: TokenAccount;
}

function byFilter(
  node: RpcNode,
  params: Params,
  belongs: (entry: Entry, address: string) => boolean,
): object {
  const address = params.required(0, readAddress);
  const { mint, programId } = params.required(1, (value) => readRecord(value, 'a mint or a program id'));
  const config = params.config(2);
  const bank = bankFor(node, config);
  const wantedMint = mint === undefined ? undefined : readAddress(mint);
  const program =
    wantedMint === undefined ? readAddress(programId) : node.chain.account(wantedMint, bank)?.owner;
  if (program === undefined || !isTokenProgram(program))
    throw invalidParams(
      wantedMint === undefined
        ? 'Invalid param: unrecognized Token program id'
        : 'Invalid param: could not find mint',
    );
  const format = formatOf(config, 'binary');
  const found = tokenAccounts(node, bank, program)
    .filter(
      (entry) => belongs(entry, address) && (wantedMint === undefined || entry.token.mint === wantedMint),
    )
    .map((entry) => ({ pubkey: entry.address, account: viewAt(node, bank, entry.account, format) }));
  return withContext(bank.slot, found);
}

function tokenAccounts(node: RpcNode, bank: Bank, program: string): Entry[] {
  return [...node.chain.accountsOf(program, bank)].flatMap(([address, account]) => {
    const token = readTokenAccount(account);
    return token === undefined ? [] : [{ address, account, token }];
  });
}

function mintOf(node: RpcNode, params: Params) {
  const address = params.required(0, readAddress);
  const bank = bankFor(node, params.config(1));
  const account = node.chain.account(address, bank);
  if (account === undefined) throw invalidParams('Invalid param: could not find mint');
  const mint = readMint(account);
  if (mint === undefined) throw invalidParams('Invalid param: not a Token mint');
  return {
    address,
    bank,
    mint,
    program: account.owner === TOKEN_PROGRAM ? TOKEN_PROGRAM : TOKEN_2022_PROGRAM,
  };
}

function delegateOf({ data }: Account): string | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  return bytes.readUInt32LE(DELEGATE_TAG) === 1
    ? bs58.encode(bytes.subarray(DELEGATE, DELEGATE + KEY))
    : undefined;
}
