import { baseFee } from '../../chain/fees.ts';
import { parseMessage, WireError } from '../../chain/wire.ts';
import { u64 } from '../../encoding/json.ts';
import { bankFor, withContext, type Methods } from '../node.ts';
import { readAddress, readList, readString } from '../params.ts';
import { invalidParams } from '../rpc-error.ts';

const MAX_ADDRESSES = 128;

export const FEE_METHODS: Methods = {
  getLatestBlockhash(node, params) {
    const config = params.config(0);
    const { slot } = bankFor(node, config);
    return withContext(slot, node.chain.latestBlockhash(config.commitment));
  },

  isBlockhashValid(node, params) {
    const hash = params.required(0, readAddress);
    const bank = bankFor(node, params.config(1));
    return withContext(bank.slot, node.chain.isBlockhashValid(hash, bank));
  },

  getFeeForMessage(node, params) {
    const bytes = Buffer.from(params.required(0, readString), 'base64');
    const bank = bankFor(node, params.config(1));
    try {
      const message = parseMessage(bytes);
      if (!node.chain.isBlockhashValid(message.recentBlockhash, bank)) return withContext(bank.slot, null);
      return withContext(bank.slot, u64(baseFee(message)));
    } catch (error) {
      if (error instanceof WireError) throw invalidParams(`invalid transaction: ${error.message}`);
      throw error;
    }
  },

  getRecentPrioritizationFees(node, params) {
    const addresses = (params.optional(0, readList) ?? []).map(readAddress);
    if (addresses.length > MAX_ADDRESSES)
      throw invalidParams(`Too many inputs provided; max ${MAX_ADDRESSES}`);
    return node.priorityFees
      .recent(addresses)
      .map(({ slot, price }) => ({ slot, prioritizationFee: u64(price) }));
  },
};
