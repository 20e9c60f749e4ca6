import { sameAccount, type Account } from './account.ts';
import type { LoadedAddresses, TransactionRecord } from './block.ts';
import { loadAddresses } from './lookup-tables.ts';
import { memoOf } from './memo.ts';
import { advanceNonce } from './nonce.ts';
import type { Outcome, Svm } from './svm.ts';
import { isTokenProgram, tokenBalances } from './token-balances.ts';
import { isWritable, type WireTransaction } from './wire.ts';

export interface AccountChange {
  readonly address: string;
  readonly before: Account | undefined;
  readonly after: Account | undefined;
}

/** `record` is missing when the transaction can't be part of a block: it paid nothing and left nothing. */
export interface Execution {
  readonly outcome: Outcome;
  readonly record: TransactionRecord | undefined;
  readonly changes: readonly AccountChange[];
}

/** Executes on the engine's state. `nonce` is the durable nonce account that stands in for a recent block hash. */
export function execute(svm: Svm, transaction: WireTransaction, nonce: string | undefined): Execution {
  const { message, wire } = transaction;
  const read = (address: string) => svm.account(address);
  const loaded = loadAddresses(message, read);
  const keys = accountKeys(transaction, loaded);
  const before = keys.map(read);
  const tokens = keys.some(isTokenProgram);
  const preTokenBalances = tokens ? tokenBalances(before, read) : [];

  const outcome = svm.execute(wire);
  const after = keys.map((key, i) =>
    isWritable(message, i, loaded.writable.length) ? read(key) : before[i],
  );
  // A transaction neither creates nor destroys lamports, so what is missing afterwards is its fee.
  const fee = total(before) - total(after);
  if (outcome.error !== null && fee === 0n) return { outcome, record: undefined, changes: [] };
  // The engine takes the fee of a failed transaction, but leaves its durable nonce to be used again.
  const nonceAccount = outcome.error === null || nonce === undefined ? undefined : read(nonce);
  if (nonce !== undefined && nonceAccount !== undefined) {
    const advanced = advanceNonce(nonceAccount);
    svm.write(nonce, advanced);
    after[keys.indexOf(nonce)] = advanced;
  }

  const changes = keys
    .map((address, i) => ({ address, before: before[i], after: after[i] }))
    .filter((change) => !sameAccount(change.before, change.after));
  const record: TransactionRecord = {
    signature: transaction.signatures[0] ?? '',
    wire,
    error: outcome.error,
    fee,
    preBalances: before.map(lamports),
    postBalances: after.map(lamports),
    preTokenBalances,
    postTokenBalances: tokens ? tokenBalances(after, read) : [],
    logs: outcome.logs,
    innerInstructions: outcome.innerInstructions,
    computeUnits: outcome.computeUnits,
    returnData: outcome.returnData,
    ...{ loaded, keys, memo: memoOf(message) },
  };
  return { outcome, record, changes };
}

export function accountKeys(transaction: WireTransaction, loaded: LoadedAddresses): string[] {
  return [...transaction.message.staticKeys, ...loaded.writable, ...loaded.readonly];
}

const lamports = (account: Account | undefined): bigint => account?.lamports ?? 0n;

function total(accounts: readonly (Account | undefined)[]): bigint {
  return accounts.reduce((sum, account) => sum + lamports(account), 0n);
}
