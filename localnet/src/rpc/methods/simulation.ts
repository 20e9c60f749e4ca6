import bs58 from 'bs58';
import { type Account, RENT_EXEMPT_EPOCH, SYSTEM_PROGRAM } from '../../chain/account.ts';
import { accountKeys } from '../../chain/execution.ts';
import { loadAddresses } from '../../chain/lookup-tables.ts';
import type { Simulation } from '../../chain/svm.ts';
import type { WireTransaction } from '../../chain/wire.ts';
import { accountView } from '../account-view.ts';
import { bankFor, withContext, type Methods } from '../node.ts';
import { readAddress, readList, readRecord, readString, Config } from '../params.ts';
import { invalidParams, RpcError, SIGNATURE_VERIFICATION_FAILURE } from '../rpc-error.ts';
import { innerInstructionsView, returnDataView, UNTOLD } from '../transaction-view.ts';
import { readTransaction } from './transactions.ts';

export const SIMULATION_METHODS: Methods = {
  simulateTransaction(node, params) {
    const config = params.config(1);
    const sent = readTransaction(params.required(0, readString), config);
    const verify = config.flag('sigVerify');
    const replace = config.flag('replaceRecentBlockhash');
    if (verify && replace) throw invalidParams('sigVerify may not be used with replaceRecentBlockhash');
    const bank = bankFor(node, config);
    const latest = node.chain.latestBlockhash(config.commitment);
    const transaction = replace ? withBlockhash(sent, latest.blockhash) : sent;
    const refusal = node.chain.refusal(transaction, bank);
    const result: Simulation =
      refusal === undefined
        ? node.chain.simulate(transaction, bank, verify)
        : {
            error: refusal,
            logs: [],
            innerInstructions: [],
            computeUnits: 0,
            returnData: null,
            after: new Map(),
          };
    if (verify && result.error === 'SignatureFailure')
      throw new RpcError(SIGNATURE_VERIFICATION_FAILURE, 'Transaction signature verification failure');

    const read = (address: string) => node.chain.account(address, bank);
    const keys = accountKeys(transaction, loadAddresses(transaction.message, read));
    return withContext(bank.slot, {
      err: result.error,
      logs: result.logs,
      accounts: config.get('accounts', (value) => simulatedAccounts(value, keys, result, read)) ?? null,
      unitsConsumed: result.computeUnits,
      loadedAccountsDataSize: node.chain.loadedDataSize(transaction, result, bank),
      returnData: result.returnData === null ? null : returnDataView(result.returnData),
      innerInstructions: config.flag('innerInstructions')
        ? innerInstructionsView(result.innerInstructions, keys, true)
        : null,
      replacementBlockhash: replace ? latest : null,
      ...UNTOLD,
    });
  },
};

const EMPTY: Account = {
  ...{ lamports: 0n, data: new Uint8Array(), owner: SYSTEM_PROGRAM, executable: false },
  rentEpoch: RENT_EXEMPT_EPOCH,
};

type Read = Parameters<typeof accountView>[2];

function simulatedAccounts(value: unknown, keys: readonly string[], result: Simulation, read: Read) {
  const fields = readRecord(value, 'struct RpcSimulateTransactionAccountsConfig');
  const addresses = readList(fields['addresses'] ?? []).map(readAddress);
  if (addresses.length > keys.length) throw invalidParams(`Too many accounts provided; max ${keys.length}`);
  const encoding = new Config(value).encoding('base64');
  if (encoding === 'base58' || encoding === 'binary') throw invalidParams('base58 encoding not supported');
  if (result.error !== null) return addresses.map(() => null);
  const after: Read = (address) => (result.after.has(address) ? result.after.get(address) : read(address));
  return addresses.map((address) => {
    // What the transaction mentions and doesn't leave there is told as empty, and only what it doesn't mention as absent.
    const account = after(address) ?? (keys.includes(address) ? EMPTY : undefined);
    return account === undefined ? null : accountView(account, { encoding, dataSlice: undefined }, after);
  });
}

function withBlockhash(transaction: WireTransaction, recentBlockhash: string): WireTransaction {
  const wire = Uint8Array.from(transaction.wire);
  wire.set(bs58.decode(recentBlockhash), transaction.blockhashOffset);
  return { ...transaction, wire, message: { ...transaction.message, recentBlockhash } };
}
