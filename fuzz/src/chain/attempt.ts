import { type Address, EVENT_AUTHORITY, PROGRAM, SYSTEM } from './addresses.ts';
import { instructionOf } from './idl.ts';
import { ARGUMENT_LAYOUTS, encode, type Values } from './layout.ts';

/** What stands in the transaction before the instruction. */
export type Preceding =
  | { readonly what: 'ticket'; readonly key: Address; readonly message: Ticket; readonly flaw: Flaw }
  | { readonly what: 'transfer'; readonly from: Address };

/** How a proof is malformed, so that the program has to notice; the precompile accepts all of them. */
export type Flaw = 'none' | 'second signature' | 'index of its own' | 'no signature';

export interface Ticket {
  readonly deviceKey: Address;
  readonly encryptionKey: string;
  readonly person: Address;
  readonly program: Address;
  readonly cluster: string;
  readonly expiresAt: bigint;
}

/** One instruction that somebody tries, with whatever accounts, arguments and signatures. */
export interface Attempt {
  readonly instruction: string;
  /** By the IDL's names; `null` leaves an optional account out. */
  readonly accounts: Readonly<Record<string, Address | null>>;
  readonly args: Values;
  readonly signers: readonly Address[];
  readonly preceding?: Preceding;
}

export interface Meta {
  readonly address: Address;
  readonly signer: boolean;
  readonly writable: boolean;
}
export interface Instruction {
  readonly program: Address;
  readonly metas: readonly Meta[];
  readonly data: Uint8Array;
}

const FIXED: Readonly<Record<string, Address>> = {
  system_program: SYSTEM,
  event_authority: EVENT_AUTHORITY,
  program: PROGRAM,
};

/** The address in a slot, as the program gets it: left out is written as the program's own. */
export const addressIn = (attempt: Attempt, slot: string): Address =>
  attempt.accounts[slot] ?? FIXED[slot] ?? PROGRAM;

export function toInstruction(attempt: Attempt): Instruction {
  const layout = ARGUMENT_LAYOUTS.get(attempt.instruction);
  if (layout === undefined) throw new Error(`there is no instruction ${attempt.instruction}`);
  const metas = instructionOf(attempt.instruction).accounts.map(({ name, writable }) => {
    const address = addressIn(attempt, name);
    // Whoever signs a transaction signs for each place of its address.
    const signer = attempt.signers.includes(address);
    return { address, signer, writable: address !== PROGRAM && writable === true };
  });
  return { program: PROGRAM, metas, data: encode(layout, attempt.args) };
}
