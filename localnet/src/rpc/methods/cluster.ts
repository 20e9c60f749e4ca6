import { EPOCH_SCHEDULE, epochOf } from '../../chain/epochs.ts';
import { MOST_SAMPLES } from '../../chain/performance.ts';
import { API_VERSION, bankFor, withContext, type Methods } from '../node.ts';
import { readAddress, readCount, readList } from '../params.ts';
import { invalidParams } from '../rpc-error.ts';

/** A number that changes with the set of active features; this one stands for mainnet's, which the engine has. */
const FEATURE_SET = 3_640_012_085;
const MAX_SLOT_LEADERS = 5_000;

export const CLUSTER_METHODS: Methods = {
  getHealth: () => 'ok',
  getVersion: () => ({ 'feature-set': FEATURE_SET, 'solana-core': API_VERSION }),
  getGenesisHash: ({ genesisHash }) => genesisHash,
  getIdentity: ({ identity }) => ({ identity }),
  getSlot: (node, params) => bankFor(node, params.config(0)).slot,
  getBlockHeight: (node, params) => bankFor(node, params.config(0)).height,
  getEpochSchedule: () => EPOCH_SCHEDULE,
  getFirstAvailableBlock: ({ chain }) => chain.blocks.firstSlot,
  minimumLedgerSlot: ({ chain }) => chain.blocks.firstSlot,
  getMaxRetransmitSlot: ({ chain }) => chain.bank('processed').slot,
  getMaxShredInsertSlot: ({ chain }) => chain.bank('processed').slot,
  getHighestSnapshotSlot: ({ chain }) => ({ full: chain.bank('finalized').slot, incremental: null }),
  getTransactionCount: (node, params) => {
    bankFor(node, params.config(0));
    return node.chain.history.size;
  },

  getEpochInfo(node, params) {
    const { slot, height } = bankFor(node, params.config(0));
    const { epoch, slotIndex, slotsInEpoch } = epochOf(slot);
    const transactionCount = node.chain.history.size;
    return { absoluteSlot: slot, blockHeight: height, epoch, slotIndex, slotsInEpoch, transactionCount };
  },

  // One validator leads every slot; it holds no stake, so there is nothing to vote with and no inflation.
  getSlotLeader: ({ identity }) => identity,
  getSlotLeaders(node, params) {
    params.required(0, readCount);
    const limit = params.required(1, readCount);
    if (limit > MAX_SLOT_LEADERS) throw invalidParams(`Invalid limit; max ${MAX_SLOT_LEADERS}`);
    return Array.from({ length: limit }, () => node.identity);
  },
  getLeaderSchedule(node, params) {
    const config = params.config(params.isRecord(0) ? 0 : 1);
    const { slot: now } = bankFor(node, config);
    const slot = params.isRecord(0) ? now : (params.optional(0, readCount) ?? now);
    const { epoch, slotsInEpoch } = epochOf(slot);
    // A cluster knows who leads one epoch ahead.
    if (epoch > epochOf(now).epoch + 1) return null;
    const wanted = config.get('identity', readAddress) ?? node.identity;
    return wanted === node.identity
      ? { [node.identity]: Array.from({ length: slotsInEpoch }, (_, index) => index) }
      : {};
  },
  getRecentPerformanceSamples({ performance }, params) {
    const limit = params.optional(0, readCount) ?? MOST_SAMPLES;
    if (limit > MOST_SAMPLES) throw invalidParams(`Invalid limit; max ${MOST_SAMPLES}`);
    // Nobody votes here.
    return performance.recent(limit).map(({ slot, slots, transactions, seconds }) => ({
      ...{ slot, numSlots: slots, numTransactions: transactions, numNonVoteTransactions: transactions },
      samplePeriodSecs: seconds,
    }));
  },
  getClusterNodes: ({ identity }) => [
    {
      pubkey: identity,
      gossip: null,
      tpu: null,
      tpuQuic: null,
      rpc: null,
      pubsub: null,
      version: API_VERSION,
    },
  ],
  getVoteAccounts: () => ({ current: [], delinquent: [] }),
  getInflationRate: (node) => ({
    ...{ total: 0, validator: 0, foundation: 0 },
    epoch: epochOf(node.chain.bank('finalized').slot).epoch,
  }),
  getInflationGovernor: () => ({ initial: 0, terminal: 0, taper: 0, foundation: 0, foundationTerm: 0 }),
  getInflationReward(node, params) {
    bankFor(node, params.config(1));
    return params
      .required(0, readList)
      .map(readAddress)
      .map(() => null);
  },
  getStakeMinimumDelegation: (node, params) => withContext(bankFor(node, params.config(0)).slot, 1),
};
