import type { TransactionError } from '../../../localnet/src/chain/transaction-error.ts';
import { errorNamed } from './idl.ts';

/** Anchor tells it by a code of its own, or finds an account borrowed already: depends on which two they are. */
const ALIASED = 'AliasedAccounts';

/** Codes below the program's own: the System program's, and Anchor's. */
const FOREIGN: Readonly<Record<number, string>> = { 0: 'AddressTaken', 2040: ALIASED, 2019: 'WrongAccount' };

/** How Anchor says that an account is of another kind, or none: which one depends on how it loads the account. */
const WRONG_ACCOUNT = ['UninitializedAccount', 'IllegalOwner', 'AccountDataTooSmall', 'InvalidAccountData'];

/** The name of the rule that was broken. */
export function nameOf(error: TransactionError): string {
  if (typeof error === 'string' || !('InstructionError' in error)) return JSON.stringify(error);
  const [, broken] = error.InstructionError;
  if (broken === 'AccountBorrowFailed') return ALIASED;
  if (typeof broken === 'string') return WRONG_ACCOUNT.includes(broken) ? 'WrongAccount' : broken;
  return errorNamed(broken.Custom) ?? FOREIGN[broken.Custom] ?? `code ${broken.Custom}`;
}
