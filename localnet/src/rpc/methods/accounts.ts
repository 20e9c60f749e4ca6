import type { Account } from '../../chain/account.ts';
import type { Bank } from '../../chain/bank.ts';
import { u64 } from '../../encoding/json.ts';
import { accountView, type AccountFormat } from '../account-view.ts';
import { readFilters } from '../filters.ts';
import { bankFor, withContext, type Methods, type RpcNode } from '../node.ts';
import {
  readAddress,
  readBoolean,
  readCount,
  readList,
  type AccountEncoding,
  type Config,
} from '../params.ts';
import { invalidParams } from '../rpc-error.ts';

const MAX_ACCOUNTS = 100;
const MAX_DATA = 10 * 1024 * 1024;

export function formatOf(config: Config, fallback: AccountEncoding): AccountFormat {
  return { encoding: config.encoding(fallback), dataSlice: config.dataSlice };
}

export function viewAt(
  node: RpcNode,
  bank: Bank,
  account: Account | undefined,
  format: AccountFormat,
): object | null {
  return account === undefined
    ? null
    : accountView(account, format, (address) => node.chain.account(address, bank));
}

export const ACCOUNT_METHODS: Methods = {
  getAccountInfo(node, params) {
    const address = params.required(0, readAddress);
    const config = params.config(1);
    const bank = bankFor(node, config);
    const account = node.chain.account(address, bank);
    return withContext(bank.slot, viewAt(node, bank, account, formatOf(config, 'binary')));
  },

  getMultipleAccounts(node, params) {
    const addresses = params.required(0, readList);
    if (addresses.length > MAX_ACCOUNTS) throw invalidParams(`Too many inputs provided; max ${MAX_ACCOUNTS}`);
    const config = params.config(1);
    const bank = bankFor(node, config);
    const format = formatOf(config, 'base64');
    const views = addresses.map((value) =>
      viewAt(node, bank, node.chain.account(readAddress(value), bank), format),
    );
    return withContext(bank.slot, views);
  },

  getProgramAccounts(node, params) {
    const program = params.required(0, readAddress);
    const config = params.config(1);
    const matches = config.get('filters', readFilters) ?? (() => true);
    const sorted = config.get('sortResults', readBoolean) ?? true;
    const bank = bankFor(node, config);
    const format = formatOf(config, 'binary');
    const found = [...node.chain.accountsOf(program, bank)].filter(([, account]) => matches(account));
    if (sorted) found.sort(([a], [b]) => (a < b ? -1 : 1));
    const accounts = found.map(([pubkey, account]) => ({
      pubkey,
      account: viewAt(node, bank, account, format),
    }));
    return config.flag('withContext') ? withContext(bank.slot, accounts) : accounts;
  },

  getBalance(node, params) {
    const address = params.required(0, readAddress);
    const bank = bankFor(node, params.config(1));
    return withContext(bank.slot, u64(node.chain.account(address, bank)?.lamports ?? 0n));
  },

  getMinimumBalanceForRentExemption(node, params) {
    const bytes = params.required(0, readCount);
    if (bytes > MAX_DATA) throw invalidParams(`Invalid param: data length ${bytes} is above ${MAX_DATA}`);
    return u64(node.chain.svm.minimumBalance(bytes));
  },
};
