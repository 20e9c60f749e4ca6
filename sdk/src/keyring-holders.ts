import type { RegisterAccount } from './chain/index.ts';
import { deviceHolder, groupHolder, type KeyringHolder, personHolder } from './crypto/index.ts';
import type { Address } from './identifiers.ts';
import type { Meshid } from './meshid.ts';

/** An end that never comes: the chain's largest time. */
export const FOR_EVER = 2n ** 63n - 1n;

/** The places in a keyring of those of these principals that are active, by their addresses on chain. */
export async function listHolders(
  { chain }: Pick<Meshid, 'chain'>,
  principals: Iterable<Address>,
): Promise<Map<Address, KeyringHolder>> {
  const accounts = await chain.findMany(principals);
  const persons = await chain.findMany(
    accounts.flatMap((account) => (account.kind === 'device' ? [account.person] : [])),
  );
  const holders = new Map<Address, KeyringHolder>();
  for (const account of accounts) {
    const holder = holderOf(account, persons);
    if (holder !== undefined) holders.set(account.address, holder);
  }
  return holders;
}

/** A principal's place in a keyring, while it is active; by the encryption key on chain. */
function holderOf(account: RegisterAccount, persons: readonly RegisterAccount[]): KeyringHolder | undefined {
  if (!('encryptionKey' in account) || account.status !== 'active') return undefined;
  if (account.kind === 'person') return personHolder(account.address, account.encryptionKey);
  if (account.kind === 'group') return groupHolder(account.address, account.encryptionKey);
  const person = persons.find(({ address }) => address === account.person);
  const usable =
    person?.kind === 'person' && person.status === 'active' && account.enrolledSequence >= person.voidBefore;
  return usable ? deviceHolder(account.id, account.encryptionKey) : undefined;
}

/** Those of `holders` who are not among the others, by the same key: an older generation's may be known to a lost device. */
export function without(
  holders: readonly KeyringHolder[],
  others: readonly KeyringHolder[],
): KeyringHolder[] {
  const there = new Set(others.map(textOf));
  return holders.filter((holder) => !there.has(textOf(holder)));
}

const textOf = ({ kind, id, encryptionKey }: KeyringHolder): string =>
  `${kind} ${id} ${Buffer.from(encryptionKey).toString('hex')}`;
