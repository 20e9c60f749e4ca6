import bs58 from 'bs58';
import type { Block, TokenBalance, TransactionRecord } from '../chain/block.ts';
import type { InnerInstruction } from '../chain/svm.ts';
import {
  isWritable,
  parseTransaction,
  type CompiledInstruction,
  type WireTransaction,
} from '../chain/wire.ts';
import { u64 } from '../encoding/json.ts';
import { tokenAmountView } from './parsed/account.ts';
import { parsedInstruction } from './parsed/instruction.ts';
import { RpcError, UNSUPPORTED_TRANSACTION_VERSION } from './rpc-error.ts';

export const TRANSACTION_ENCODINGS = ['json', 'jsonParsed', 'base64', 'base58', 'binary'] as const;
export type TransactionEncoding = (typeof TRANSACTION_ENCODINGS)[number];
export const TRANSACTION_DETAILS = ['full', 'accounts', 'signatures', 'none'] as const;
export type TransactionDetails = (typeof TRANSACTION_DETAILS)[number];

export interface TransactionFormat {
  readonly encoding: TransactionEncoding;
  readonly details: TransactionDetails;
  /** Without it the caller knows legacy transactions only. */
  readonly maxVersion: number | undefined;
}

/** Fields that a simulation may leave open, and this chain's does. */
export const UNTOLD = {
  ...{ fee: null, preBalances: null, postBalances: null, loadedAddresses: null },
  ...{ preTokenBalances: null, postTokenBalances: null },
} as const;

/**
 * A transaction of a block with what became of it.
 *
 * @throws RpcError when its version is above what the caller said it understands
 */
export function transactionView(record: TransactionRecord, format: TransactionFormat): object {
  const transaction = parseTransaction(record.wire);
  const { version } = transaction.message;
  if (version !== 'legacy' && (format.maxVersion === undefined || format.maxVersion < version))
    throw new RpcError(
      UNSUPPORTED_TRANSACTION_VERSION,
      `Transaction version (${version}) is not supported by the requesting client. Please try the request again with the following configuration parameter: "maxSupportedTransactionVersion": ${version}`,
    );
  const { keys } = record;
  const parsed = format.encoding === 'jsonParsed';
  return {
    transaction:
      format.details === 'accounts'
        ? { signatures: transaction.signatures, accountKeys: parsedKeys(transaction, record, keys) }
        : encodedTransaction(transaction, record, keys, format.encoding),
    meta: metaView(record, keys, parsed, format.details === 'accounts'),
    ...(format.maxVersion === undefined ? {} : { version }),
  };
}

function encodedTransaction(
  transaction: WireTransaction,
  record: TransactionRecord,
  keys: readonly string[],
  encoding: TransactionEncoding,
): unknown {
  const { message, signatures, wire } = transaction;
  switch (encoding) {
    case 'base64':
      return [Buffer.from(wire).toString('base64'), 'base64'];
    case 'base58':
      return [bs58.encode(wire), 'base58'];
    case 'binary':
      return bs58.encode(wire);
    case 'json':
    case 'jsonParsed': {
      const lookups = message.lookups.map(({ table, writableIndexes, readonlyIndexes }) => ({
        accountKey: table,
        ...{ writableIndexes, readonlyIndexes },
      }));
      const addressTableLookups = message.version === 'legacy' ? {} : { addressTableLookups: lookups };
      const { recentBlockhash } = message;
      if (encoding === 'jsonParsed') {
        const instructions = message.instructions.map((i) => parsedInstruction(i, keys, 1));
        const accountKeys = parsedKeys(transaction, record, keys);
        return {
          signatures,
          message: { accountKeys, recentBlockhash, instructions, ...addressTableLookups },
        };
      }
      const header = {
        numRequiredSignatures: message.requiredSignatures,
        numReadonlySignedAccounts: message.readonlySigned,
        numReadonlyUnsignedAccounts: message.readonlyUnsigned,
      };
      const instructions = message.instructions.map((i) => instructionView(i, 1));
      const accountKeys = message.staticKeys;
      return {
        signatures,
        message: { header, accountKeys, recentBlockhash, instructions, ...addressTableLookups },
      };
    }
  }
}

function instructionView(
  { programIdIndex, accounts, data }: CompiledInstruction,
  stackHeight: number,
): object {
  return { programIdIndex, accounts, data: bs58.encode(data), stackHeight };
}

function parsedKeys(
  { message }: WireTransaction,
  record: TransactionRecord,
  keys: readonly string[],
): object[] {
  return keys.map((pubkey, i) => ({
    pubkey,
    signer: i < message.requiredSignatures,
    writable: isWritable(message, i, record.loaded.writable.length),
    source: i < message.staticKeys.length ? 'transaction' : 'lookupTable',
  }));
}

function metaView(
  record: TransactionRecord,
  keys: readonly string[],
  parsed: boolean,
  brief: boolean,
): object {
  const { error, returnData } = record;
  const common = {
    err: error,
    status: error === null ? { Ok: null } : { Err: error },
    fee: u64(record.fee),
    preBalances: record.preBalances.map(u64),
    postBalances: record.postBalances.map(u64),
    preTokenBalances: record.preTokenBalances.map((balance) => tokenBalanceView(balance)),
    postTokenBalances: record.postTokenBalances.map((balance) => tokenBalanceView(balance)),
  };
  if (brief) return common;
  return {
    ...common,
    innerInstructions: innerInstructionsView(record.innerInstructions, keys, parsed),
    logMessages: record.logs,
    rewards: [],
    ...(parsed ? {} : { loadedAddresses: record.loaded }),
    computeUnitsConsumed: record.computeUnits,
    ...(returnData === null ? {} : { returnData: returnDataView(returnData) }),
  };
}

export function innerInstructionsView(
  lists: readonly (readonly InnerInstruction[])[],
  keys: readonly string[],
  parsed: boolean,
): object[] {
  return lists.flatMap((list, index) => {
    if (list.length === 0) return [];
    const view = (inner: InnerInstruction) =>
      parsed ? parsedInstruction(inner, keys, inner.stackHeight) : instructionView(inner, inner.stackHeight);
    return [{ index, instructions: list.map(view) }];
  });
}

export function returnDataView({ programId, data }: { programId: string; data: Uint8Array }): object {
  return { programId, data: [Buffer.from(data).toString('base64'), 'base64'] };
}

function tokenBalanceView({ accountIndex, mint, owner, programId, amount, decimals }: TokenBalance): object {
  return { accountIndex, mint, uiTokenAmount: tokenAmountView(amount, decimals), owner, programId };
}

/** A whole block, as `getBlock` and `blockSubscribe` show it. @throws RpcError as `transactionView` */
export function blockView(block: Block, format: TransactionFormat, rewards: boolean): object {
  const { details } = format;
  return {
    blockhash: block.hash,
    previousBlockhash: block.parentHash,
    parentSlot: block.parentSlot,
    ...(details === 'full' || details === 'accounts'
      ? { transactions: block.transactions.map((record) => transactionView(record, format)) }
      : {}),
    ...(details === 'signatures' ? { signatures: block.transactions.map(({ signature }) => signature) } : {}),
    ...(rewards ? { rewards: [] } : {}),
    blockTime: block.time,
    blockHeight: block.height,
  };
}
