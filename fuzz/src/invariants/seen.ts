import type { Address } from '../chain/addresses.ts';
import type { Attempt } from '../chain/attempt.ts';
import type { ChainAccount, Outcome } from '../chain/chain.ts';
import { decode, type Hex, kindOf, type Value } from '../chain/layout.ts';
import { layoutOf } from '../model/register.ts';
import type { History } from './history.ts';

/** An account as its bytes on chain say; the model has no part in this. */
export class Seen {
  readonly kind: string;
  readonly lamports: bigint;
  readonly bytes: number;
  readonly #values: Readonly<Record<string, Value>>;

  constructor({ data, lamports }: ChainAccount) {
    this.kind = kindOf(data) ?? 'unknown';
    this.lamports = lamports;
    this.bytes = data.length;
    this.#values = decode(layoutOf(this.kind), data);
  }

  has(field: string): boolean {
    return Object.hasOwn(this.#values, field);
  }
  hex(field: string): Hex {
    return String(this.#values[field]);
  }
  number(field: string): bigint {
    return BigInt(this.#values[field] ?? -1n);
  }
}

export interface Changed {
  readonly address: Address;
  readonly before: Seen | undefined;
  readonly after: Seen | undefined;
}

/** One step, as the chain shows it. */
export interface Step {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  /** What is now at every address that the attempt names. */
  readonly named: ReadonlyMap<Address, ChainAccount | undefined>;
  readonly rent: (bytes: number) => bigint;
}

/** An accepted step, with what it changed and what its accounts were before. */
export class Accepted {
  readonly step: Step;
  readonly changed: readonly Changed[];
  readonly history: History;

  constructor(step: Step, changed: readonly Changed[], history: History) {
    this.step = step;
    this.changed = changed;
    this.history = history;
  }

  get now(): bigint {
    return this.step.outcome.now;
  }
  get instruction(): string {
    return this.step.attempt.instruction;
  }
  given(slot: string): boolean {
    return typeof this.step.attempt.accounts[slot] === 'string';
  }
  address(slot: string): Address {
    return this.step.attempt.accounts[slot] ?? '';
  }
  /** The account in a slot as it was before. */
  before(slot: string): Seen | undefined {
    return this.at(this.address(slot));
  }
  at(address: Address): Seen | undefined {
    const found = this.history.accounts.get(address);
    return found === undefined ? undefined : new Seen(found);
  }
}
