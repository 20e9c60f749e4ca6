import { SYSTEM_PROGRAM, UPGRADEABLE_LOADER } from '../../chain/account.ts';
import { u64 } from '../../encoding/json.ts';
import { bankFor, withContext, type Methods, type RpcNode } from '../node.ts';
import type { Bank } from '../../chain/bank.ts';
import { readOneOf } from '../params.ts';

const MOST = 20;
/** Who owns accounts without being a program that was deployed: natives, and loaders of programs before the upgradeable one. */
const NATIVE_OWNERS = [
  SYSTEM_PROGRAM,
  UPGRADEABLE_LOADER,
  'NativeLoader1111111111111111111111111111111',
  'BPFLoader1111111111111111111111111111111111',
  'BPFLoader2111111111111111111111111111111111',
  'LoaderV411111111111111111111111111111111111',
  'Sysvar1111111111111111111111111111111111111',
  'Config1111111111111111111111111111111111111',
  'Stake11111111111111111111111111111111111111',
  'Vote111111111111111111111111111111111111111',
  'AddressLookupTab1e1111111111111111111111111',
];

export const SUPPLY_METHODS: Methods = {
  getSupply(node, params) {
    const bank = bankFor(node, params.config(0));
    const total = node.faucet.account.lamports;
    const held = node.chain.account(node.faucet.address, bank)?.lamports ?? 0n;
    // What the faucet still holds hasn't come into circulation.
    const supply = { total: u64(total), circulating: u64(total - held), nonCirculating: u64(held) };
    return withContext(bank.slot, { ...supply, nonCirculatingAccounts: [node.faucet.address] });
  },

  getLargestAccounts(node, params) {
    const config = params.config(0);
    const filter = config.get('filter', (value) => readOneOf(value, ['circulating', 'nonCirculating']));
    const bank = bankFor(node, config);
    const largest = allBalances(node, bank)
      .filter(
        ([address]) =>
          filter === undefined || (filter === 'nonCirculating') === (address === node.faucet.address),
      )
      .sort(([, a], [, b]) => (a === b ? 0 : a < b ? 1 : -1))
      .slice(0, MOST)
      .map(([address, lamports]) => ({ address, lamports: u64(lamports) }));
    return withContext(bank.slot, largest);
  },
};

/** Of every account whose owner is native or deployed: the engine lists accounts by their owner only. */
function allBalances(node: RpcNode, bank: Bank): [string, bigint][] {
  const balances: [string, bigint][] = [];
  const owners = new Set(NATIVE_OWNERS);
  // A set's loop reaches what is added to it on the way.
  for (const owner of owners)
    for (const [address, { lamports, executable }] of node.chain.accountsOf(owner, bank)) {
      balances.push([address, lamports]);
      if (executable) owners.add(address);
    }
  return balances;
}
