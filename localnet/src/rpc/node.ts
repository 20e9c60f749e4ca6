import type { Bank } from '../chain/bank.ts';
import type { Chain } from '../chain/chain.ts';
import type { Commitment } from '../chain/commitment.ts';
import type { Faucet } from '../chain/faucet.ts';
import type { Performance } from '../chain/performance.ts';
import type { PriorityFees } from '../chain/priority-fees.ts';
import type { Config, Params } from './params.ts';
import { MIN_CONTEXT_SLOT_NOT_REACHED, RpcError } from './rpc-error.ts';

/** What RPC methods work on. */
export interface RpcNode {
  readonly chain: Chain;
  readonly faucet: Faucet;
  readonly priorityFees: PriorityFees;
  readonly performance: Performance;
  readonly genesisHash: string;
  /** Base58 key that stands for this validator. */
  readonly identity: string;
  /** Tells subscribers that a transaction has arrived. */
  received(signature: string): void;
}

export type Method = (node: RpcNode, params: Params) => unknown;
export type Methods = Readonly<Record<string, Method>>;

/** The state that a call asks for. @throws RpcError when `minContextSlot` isn't there yet */
export function bankFor(node: RpcNode, config: Config, commitment: Commitment = config.commitment): Bank {
  const bank = node.chain.bank(commitment);
  if (bank.slot < config.minContextSlot)
    throw new RpcError(MIN_CONTEXT_SLOT_NOT_REACHED, 'Minimum context slot has not been reached', {
      contextSlot: bank.slot,
    });
  return bank;
}

/** The version of the Solana crates inside the engine. */
export const API_VERSION = '4.2.0';

export function withContext(slot: number, value: unknown): object {
  return { context: { apiVersion: API_VERSION, slot }, value };
}
