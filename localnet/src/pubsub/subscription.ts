import type { Commitment } from '../chain/commitment.ts';
import type { AccountFormat } from '../rpc/account-view.ts';
import { readFilters, type AccountFilter } from '../rpc/filters.ts';
import type { Config } from '../rpc/params.ts';
import { readAddress, readBoolean, readList, readRecord, readSignature, type Params } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';

interface Base {
  readonly id: number;
  /** Sends the result of a notification to whoever subscribed. */
  readonly notify: (result: unknown) => void;
  /** Called when there will be no further notification. */
  readonly ended: () => void;
}

export interface AccountSubscription extends Base {
  readonly kind: 'account';
  readonly address: string;
  readonly commitment: Commitment;
  readonly format: AccountFormat;
  /** The slot of the block last told of; after a fork that dropped it, the account as it is again is told. */
  told: number;
}
export interface ProgramSubscription extends Base {
  readonly kind: 'program';
  readonly program: string;
  readonly commitment: Commitment;
  readonly format: AccountFormat;
  readonly matches: AccountFilter;
}
export interface LogsSubscription extends Base {
  readonly kind: 'logs';
  /** All transactions where it is missing. */
  readonly mentions: string | undefined;
  readonly commitment: Commitment;
}
export interface SignatureSubscription extends Base {
  readonly kind: 'signature';
  readonly signature: string;
  readonly commitment: Commitment;
  readonly received: boolean;
}
export interface SlotSubscription extends Base {
  readonly kind: 'slot';
}
export interface RootSubscription extends Base {
  readonly kind: 'root';
}
export interface SlotsUpdatesSubscription extends Base {
  readonly kind: 'slotsUpdates';
}
export type Subscription =
  | AccountSubscription
  | ProgramSubscription
  | LogsSubscription
  | SignatureSubscription
  | SlotSubscription
  | RootSubscription
  | SlotsUpdatesSubscription;
export type SubscriptionKind = Subscription['kind'];

export const KINDS: readonly SubscriptionKind[] = [
  'account',
  'program',
  'logs',
  'signature',
  'slot',
  'root',
  'slotsUpdates',
];

/** Reads what a subscribe call asks for. @throws RpcError */
export function readSubscription(kind: SubscriptionKind, params: Params, base: Base): Subscription {
  switch (kind) {
    case 'account': {
      const { commitment, format } = readAccountConfig(params.config(1));
      return { ...base, kind, address: params.required(0, readAddress), commitment, format, told: -1 };
    }
    case 'program': {
      const config = params.config(1);
      const matches = config.get('filters', readFilters) ?? (() => true);
      return {
        ...base,
        kind,
        program: params.required(0, readAddress),
        matches,
        ...readAccountConfig(config),
      };
    }
    case 'logs':
      return {
        ...base,
        kind,
        mentions: params.required(0, readMentions),
        commitment: params.config(1).commitment,
      };
    case 'signature': {
      const config = params.config(1);
      const received = config.get('enableReceivedNotification', readBoolean) ?? false;
      const { commitment } = config;
      return { ...base, kind, signature: params.required(0, readSignature), commitment, received };
    }
    case 'slot':
    case 'root':
    case 'slotsUpdates':
      return { ...base, kind };
  }
}

function readAccountConfig(config: Config): { commitment: Commitment; format: AccountFormat } {
  const { commitment, dataSlice } = config;
  return { commitment, format: { encoding: config.encoding('binary'), dataSlice } };
}

function readMentions(value: unknown): string | undefined {
  if (value === 'all' || value === 'allWithVotes') return undefined;
  const mentions = readList(readRecord(value, 'a logs filter')['mentions']);
  if (mentions.length !== 1) throw invalidParams('Invalid Request: Only 1 address supported');
  return readAddress(mentions[0]);
}
