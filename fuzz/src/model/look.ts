import type { Address } from '../chain/addresses.ts';
import { type Attempt, addressIn } from '../chain/attempt.ts';
import type { Hex } from '../chain/layout.ts';
import type { Account, Kind, OfKind } from './accounts.ts';
import type { Change, Register } from './register.ts';

/**
 * One attempt, looked at: what it names, and which rules it breaks. Every rule is judged by itself, in no order, so that
 * the model doesn't repeat the program's.
 */
export class Look {
  readonly broken = new Set<string>();
  readonly attempt: Attempt;
  readonly register: Register;
  readonly now: bigint;

  constructor(attempt: Attempt, register: Register, now: bigint) {
    this.attempt = attempt;
    this.register = register;
    this.now = now;
  }

  /** Unless it holds, the attempt is refused, maybe with this error. */
  rule(holds: boolean, error: string): void {
    if (!holds) this.broken.add(error);
  }

  address(slot: string): Address {
    return addressIn(this.attempt, slot);
  }

  /** Whether an optional account is given. */
  given(slot: string): boolean {
    return typeof this.attempt.accounts[slot] === 'string';
  }

  account<K extends Kind>(kind: K, slot: string): OfKind<K> | undefined {
    return this.register.find(kind, this.attempt.accounts[slot]);
  }

  anything(slot: string): Account | undefined {
    return this.register.accounts.get(this.address(slot));
  }

  signed(slot: string): boolean {
    return this.attempt.signers.includes(this.address(slot));
  }

  hex(argument: string): Hex {
    return String(this.attempt.args[argument]);
  }
  number(argument: string): number {
    return Number(this.attempt.args[argument]);
  }
  time(argument: string): bigint {
    return BigInt(this.attempt.args[argument] ?? 0);
  }
}

/** What the instruction does when no rule is broken; nothing to say when the accounts aren't even of the right kinds. */
export type Judge = (look: Look) => Change | undefined;

/** Changes by slot. */
export function changes(look: Look, ...entries: readonly [slot: string, Account | undefined][]): Change {
  return new Map(entries.map(([slot, account]) => [look.address(slot), account]));
}
