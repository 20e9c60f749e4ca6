import type { TransactionEntry } from '../../chain/history.ts';
import { bankFor, withContext, type Methods, type RpcNode } from '../node.ts';
import {
  Config,
  readAddress,
  readCount,
  readList,
  readOneOf,
  readSignature,
  type Params,
} from '../params.ts';
import { invalidParams } from '../rpc-error.ts';
import { TRANSACTION_ENCODINGS, transactionView, type TransactionFormat } from '../transaction-view.ts';

const MAX_STATUSES = 256;
const MAX_SIGNATURES = 1_000;

export const HISTORY_METHODS: Methods = {
  getSignatureStatuses(node, params) {
    const signatures = params.required(0, readList);
    if (signatures.length > MAX_STATUSES)
      throw invalidParams(`Too many inputs provided; max ${MAX_STATUSES}`);
    const statuses = signatures.map((signature) => {
      const entry = node.chain.history.find(readSignature(signature));
      return entry === undefined ? null : statusView(node, entry);
    });
    return withContext(node.chain.bank('processed').slot, statuses);
  },

  getSignaturesForAddress(node, params) {
    const address = params.required(0, readAddress);
    const config = params.config(1);
    const limit = config.get('limit', readCount) ?? MAX_SIGNATURES;
    if (limit === 0 || limit > MAX_SIGNATURES) throw invalidParams(`Invalid limit; max ${MAX_SIGNATURES}`);
    const until = config.get('until', readSignature);
    const before = config.get('before', readSignature);
    const { slot } = bankFor(node, config, config.settledCommitment);
    const start = before === undefined ? undefined : node.chain.history.find(before);
    if (before !== undefined && start === undefined) return [];

    const entries = node.chain.history.mentioning(address);
    const found: object[] = [];
    for (let i = entries.length - 1; i >= 0 && found.length < limit; i--) {
      const entry = entries[i];
      if (entry === undefined || entry.slot > slot) continue;
      if (entry.signature === until) break;
      if (start !== undefined && !isBefore(entry, start)) continue;
      const { signature, error: err, memo } = entry;
      const blockTime = node.chain.blockTime(entry.slot) ?? null;
      const { confirmationStatus } = statusOf(node, entry);
      found.push({ signature, slot: entry.slot, err, memo, blockTime, confirmationStatus });
    }
    return found;
  },

  getTransaction(node, params) {
    const signature = params.required(0, readSignature);
    const config = encodingConfig(params, 1);
    const format = readFormat(config);
    const slot = node.chain.bank(config.settledCommitment).slot;
    const entry = node.chain.history.find(signature);
    if (entry === undefined || entry.slot > slot) return null;
    const block = node.chain.blocks.get(entry.slot);
    const record = block?.transactions[entry.index];
    if (block === undefined || record === undefined) return null;
    return { slot: entry.slot, blockTime: block.time, ...transactionView(record, format) };
  },
};

function isBefore(a: TransactionEntry, b: TransactionEntry): boolean {
  return a.slot < b.slot || (a.slot === b.slot && a.index < b.index);
}

function statusOf(node: RpcNode, { slot }: TransactionEntry) {
  const finalized = slot <= node.chain.bank('finalized').slot;
  const confirmed = finalized || slot <= node.chain.bank('confirmed').slot;
  const confirmationStatus = finalized ? 'finalized' : confirmed ? 'confirmed' : 'processed';
  return { finalized, confirmationStatus };
}

function statusView(node: RpcNode, entry: TransactionEntry): object {
  const { finalized, confirmationStatus } = statusOf(node, entry);
  const { slot, error: err } = entry;
  const confirmations = finalized ? null : node.chain.bank('processed').slot - slot;
  return { slot, confirmations, status: err === null ? { Ok: null } : { Err: err }, err, confirmationStatus };
}

/** A configuration that older clients send as an encoding's name alone. */
export function encodingConfig(params: Params, index: number): Config {
  return params.isRecord(index)
    ? params.config(index)
    : new Config({ encoding: params.optional(index, (v) => v) });
}

export function readFormat(config: Config): TransactionFormat {
  const encoding = config.get('encoding', (value) => readOneOf(value, TRANSACTION_ENCODINGS)) ?? 'json';
  return { encoding, details: 'full', maxVersion: config.get('maxSupportedTransactionVersion', readCount) };
}
