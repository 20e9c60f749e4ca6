import { type Address, PROGRAM, toBase58 } from '../chain/addresses.ts';
import type { ChainAccount } from '../chain/chain.ts';
import { decode, kindOf } from '../chain/layout.ts';
import type { Account } from '../model/accounts.ts';
import { bytesOf, layoutOf, type Register } from '../model/register.ts';

/** The chain and the model, or the chain and the design, disagree. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}

/** What is at an address is what the model says: the account, field by field, and the money, to the lamport. */
export function compare(address: Address, found: ChainAccount | undefined, register: Register): void {
  const expected = register.accounts.get(address);
  const where = `${expected?.kind ?? 'address'} ${toBase58(address)}`;
  if (expected === undefined && found?.owner === PROGRAM)
    throw new Disagreement(
      `a ${kindOf(found.data) ?? 'strange account'} is on chain at ${toBase58(address)}`,
    );
  if (expected !== undefined) {
    if (found?.owner !== PROGRAM) throw new Disagreement(`${where} is not on chain`);
    compareFields(where, found.data, expected);
  }
  const [money, model] = [found?.lamports ?? 0n, register.balance(address)];
  if (money !== model) throw new Disagreement(`${where} holds ${money} lamports, the model says ${model}`);
}

function compareFields(where: string, data: Buffer, expected: Account): void {
  if (bytesOf(expected).equals(data)) return;
  const kind = kindOf(data);
  if (kind !== expected.kind) throw new Disagreement(`${where} is a ${kind ?? 'strange account'} on chain`);
  const layout = layoutOf(kind);
  if (data.length !== layout.bytes) throw new Disagreement(`${where} has ${data.length} bytes on chain`);
  const [actual, model] = [decode(layout, data), decode(layout, bytesOf(expected))];
  const told = Object.keys(model)
    .filter((name) => actual[name] !== model[name])
    .map((name) => `${name} is ${actual[name]}, the model says ${model[name]}`);
  throw new Disagreement(`${where}: ${told.join('; ')}`);
}

/** The whole register is the model's, and there is nothing beside it. */
export function compareAll(found: ReadonlyMap<Address, ChainAccount>, register: Register): void {
  for (const address of register.accounts.keys()) compare(address, found.get(address), register);
  for (const [address, account] of found) compare(address, account, register);
}
