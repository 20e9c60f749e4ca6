import bs58 from 'bs58';
import { describeTransactionError } from '../../chain/error-text.ts';
import type { Bank } from '../../chain/bank.ts';
import { COMMITMENTS } from '../../chain/commitment.ts';
import type { Outcome } from '../../chain/svm.ts';
import { isSane, parseTransaction, WireError, type WireTransaction } from '../../chain/wire.ts';
import { bankFor, type Methods, type RpcNode } from '../node.ts';
import { Config, readAddress, readCount, readOneOf, readString, readU64 } from '../params.ts';
import {
  INTERNAL_ERROR,
  invalidParams,
  PREFLIGHT_FAILURE,
  RpcError,
  SIGNATURE_VERIFICATION_FAILURE,
} from '../rpc-error.ts';
import { returnDataView, UNTOLD } from '../transaction-view.ts';

/** The most that fits a network packet. */
const MAX_WIRE = 1_232;
const MAX_TEXT = { base58: 1_683, base64: 1_644 } as const;

export const TRANSACTION_METHODS: Methods = {
  sendTransaction(node, params) {
    const transaction = readTransaction(params.required(0, readString), params.config(1));
    const config = params.config(1);
    if (!config.flag('skipPreflight')) {
      const commitment = config.get('preflightCommitment', (value) => readOneOf(value, COMMITMENTS));
      const minContextSlot = config.get('minContextSlot', readCount);
      const bank = bankFor(node, new Config({ commitment, minContextSlot }));
      preflight(node, transaction, bank);
    }
    // A validator sends the transaction on and answers; what becomes of it, the signature's status tells.
    node.chain.submit(transaction);
    node.received(transaction.signatures[0] ?? '');
    return transaction.signatures[0];
  },

  requestAirdrop(node, params) {
    const to = params.required(0, readAddress);
    const lamports = params.required(1, readU64);
    const { blockhash } = node.chain.latestBlockhash('processed');
    const transaction = parseTransaction(node.faucet.transfer(to, lamports, blockhash));
    const { error } = node.chain.submit(transaction);
    if (error !== null)
      throw new RpcError(INTERNAL_ERROR, `airdrop request failed: ${describeTransactionError(error)}`);
    return transaction.signatures[0];
  },
};

function preflight(node: RpcNode, transaction: WireTransaction, bank: Bank): void {
  const refusal = node.chain.refusal(transaction, bank);
  const outcome: Outcome =
    refusal === undefined ? node.chain.simulate(transaction, bank, true) : { ...NOTHING, error: refusal };
  const { error, logs, computeUnits, returnData } = outcome;
  if (error === null) return;
  if (error === 'SignatureFailure')
    throw new RpcError(SIGNATURE_VERIFICATION_FAILURE, 'Transaction signature verification failure');
  throw new RpcError(PREFLIGHT_FAILURE, `Transaction simulation failed: ${describeTransactionError(error)}`, {
    ...{ accounts: null, err: error, logs, unitsConsumed: computeUnits, innerInstructions: null },
    loadedAccountsDataSize: node.chain.loadedDataSize(transaction, outcome, bank),
    returnData: returnData === null ? null : returnDataView(returnData),
    replacementBlockhash: null,
    ...UNTOLD,
  });
}

const NOTHING: Omit<Outcome, 'error'> = {
  logs: [],
  innerInstructions: [],
  computeUnits: 0,
  returnData: null,
};

/** Reads an encoded transaction, base58 unless the configuration says base64. @throws RpcError */
export function readTransaction(text: string, config: Config): WireTransaction {
  const encoding =
    config.get('encoding', (value) => readOneOf(value, ['base58', 'base64'] as const)) ?? 'base58';
  const what = `${encoding} encoded solana_transaction::versioned::VersionedTransaction`;
  if (text.length > MAX_TEXT[encoding])
    throw invalidParams(
      `${what} too large: ${text.length} bytes (max: encoded/raw ${MAX_TEXT[encoding]}/${MAX_WIRE})`,
    );
  const wire = encoding === 'base64' ? decodeBase64(text) : bs58.decodeUnsafe(text);
  if (wire === undefined) throw invalidParams(`invalid ${encoding} encoding`);
  if (wire.length > MAX_WIRE)
    throw invalidParams(`decoded ${what} too large: ${wire.length} bytes (max: ${MAX_WIRE} bytes)`);
  try {
    const transaction = parseTransaction(wire);
    if (isSane(transaction.message)) return transaction;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw invalidParams(
      `failed to deserialize solana_transaction::versioned::VersionedTransaction: ${error.message}`,
    );
  }
  throw invalidParams(`invalid transaction: ${describeTransactionError('SanitizeFailure')}`);
}

function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Node skips over what is not base64; a validator doesn't.
  return bytes.toString('base64') === text ? bytes : undefined;
}
