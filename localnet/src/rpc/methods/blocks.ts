import type { Block } from '../../chain/block.ts';
import { bankFor, type Methods, type RpcNode } from '../node.ts';
import { readBoolean, readCount, readOneOf, readRecord, readAddress, type Config } from '../params.ts';
import { BLOCK_NOT_AVAILABLE, invalidParams, RpcError, SLOT_SKIPPED } from '../rpc-error.ts';
import { blockView, TRANSACTION_DETAILS } from '../transaction-view.ts';
import { encodingConfig, readFormat } from './history.ts';

const MAX_SLOTS = 500_000;

export const BLOCK_METHODS: Methods = {
  getBlock(node, params) {
    const slot = params.required(0, readCount);
    const config = encodingConfig(params, 1);
    const details =
      config.get('transactionDetails', (value) => readOneOf(value, TRANSACTION_DETAILS)) ?? 'full';
    const rewards = config.get('rewards', readBoolean) ?? true;
    return blockView(settledBlock(node, slot, config), { ...readFormat(config), details }, rewards);
  },

  getBlockTime(node, params) {
    const slot = params.required(0, readCount);
    if (slot > node.chain.bank('confirmed').slot) throw notAvailable(slot);
    return node.chain.blockTime(slot) ?? null;
  },

  getBlocks(node, params) {
    const first = params.required(0, readCount);
    const withoutEnd = params.isRecord(1);
    const config = params.config(withoutEnd ? 1 : 2);
    const { slot } = bankFor(node, config, config.settledCommitment);
    const last = Math.min(withoutEnd ? slot : (params.optional(1, readCount) ?? slot), slot);
    if (last - first > MAX_SLOTS) throw invalidParams(`Slot range too large; max ${MAX_SLOTS}`);
    return node.chain.blocks.slots(first, last, MAX_SLOTS);
  },

  getBlocksWithLimit(node, params) {
    const first = params.required(0, readCount);
    const limit = params.required(1, readCount);
    const config = params.config(2);
    if (limit > MAX_SLOTS) throw invalidParams(`Limit too large; max ${MAX_SLOTS}`);
    const { slot } = bankFor(node, config, config.settledCommitment);
    return node.chain.blocks.slots(first, slot, limit);
  },

  getBlockCommitment(_node, params) {
    params.required(0, readCount);
    return { commitment: null, totalStake: 0 };
  },

  getBlockProduction(node, params) {
    const config = params.config(0);
    const bank = bankFor(node, config);
    const range = config.get('range', (value) => readRecord(value, 'a slot range')) ?? {};
    const firstSlot =
      range['firstSlot'] === undefined ? node.chain.blocks.firstSlot : readCount(range['firstSlot']);
    const lastSlot =
      range['lastSlot'] === undefined ? bank.slot : Math.min(readCount(range['lastSlot']), bank.slot);
    const wanted = config.get('identity', readAddress) ?? node.identity;
    const produced = node.chain.blocks.slots(firstSlot, lastSlot, MAX_SLOTS).length;
    const byIdentity =
      wanted === node.identity ? { [node.identity]: [lastSlot - firstSlot + 1, produced] } : {};
    return { context: { slot: bank.slot }, value: { byIdentity, range: { firstSlot, lastSlot } } };
  },
};

function settledBlock(node: RpcNode, slot: number, config: Config): Block {
  if (slot > node.chain.bank(config.settledCommitment).slot) throw notAvailable(slot);
  const block = node.chain.blocks.get(slot);
  if (block === undefined)
    throw new RpcError(
      SLOT_SKIPPED,
      `Slot ${slot} was skipped, or missing due to ledger jump to recent snapshot`,
    );
  return block;
}

function notAvailable(slot: number): RpcError {
  return new RpcError(BLOCK_NOT_AVAILABLE, `Block not available for slot ${slot}`);
}
