import type { Fields } from './fields.ts';

/** Who signs: the name of its place, and the name that a multisig has there. */
export type Signer = readonly [one: string, several: string];

/** What Agave calls an instruction, its accounts and its arguments. */
export interface Layout {
  readonly type: string;
  readonly accounts: readonly string[];
  readonly signer?: Signer;
  readonly args?: (data: Fields) => object;
}

export const AUTHORITY: Signer = ['authority', 'multisigAuthority'];
export const OWNER: Signer = ['owner', 'multisigOwner'];
export const FREEZER: Signer = ['freezeAuthority', 'multisigFreezeAuthority'];
