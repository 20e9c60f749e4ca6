import type { Fields } from './fields.ts';

type Read = (data: Fields) => object;
type Layout = readonly [type: string, accounts: readonly string[], args: Read];

const none: Read = () => ({});
const SYSVARS = ['recentBlockhashesSysvar', 'rentSysvar'] as const;

/** The system program's instructions by number: what Agave calls its accounts and arguments. */
const LAYOUTS: readonly Layout[] = [
  [
    'createAccount',
    ['source', 'newAccount'],
    (data) => ({ lamports: data.u64(), space: data.u64(), owner: data.key() }),
  ],
  ['assign', ['account'], (data) => ({ owner: data.key() })],
  ['transfer', ['source', 'destination'], (data) => ({ lamports: data.u64() })],
  [
    'createAccountWithSeed',
    ['source', 'newAccount'],
    (data) => ({
      ...{ base: data.key(), seed: data.text(8), lamports: data.u64() },
      ...{ space: data.u64(), owner: data.key() },
    }),
  ],
  ['advanceNonce', ['nonceAccount', SYSVARS[0], 'nonceAuthority'], none],
  [
    'withdrawFromNonce',
    ['nonceAccount', 'destination', ...SYSVARS, 'nonceAuthority'],
    (data) => ({ lamports: data.u64() }),
  ],
  ['initializeNonce', ['nonceAccount', ...SYSVARS], (data) => ({ nonceAuthority: data.key() })],
  ['authorizeNonce', ['nonceAccount', 'nonceAuthority'], (data) => ({ newAuthorized: data.key() })],
  ['allocate', ['account'], (data) => ({ space: data.u64() })],
  [
    'allocateWithSeed',
    ['account'],
    (data) => ({ base: data.key(), seed: data.text(8), space: data.u64(), owner: data.key() }),
  ],
  ['assignWithSeed', ['account'], (data) => ({ base: data.key(), seed: data.text(8), owner: data.key() })],
  [
    'transferWithSeed',
    ['source', 'sourceBase', 'destination'],
    (data) => ({ lamports: data.u64(), sourceSeed: data.text(8), sourceOwner: data.key() }),
  ],
  ['upgradeNonce', ['nonceAccount'], none],
];

/** @throws RangeError for data that ends too early */
export function parseSystem(accounts: readonly string[], data: Fields): object | undefined {
  const layout = LAYOUTS[data.u32()];
  if (layout === undefined || accounts.length < layout[1].length) return undefined;
  const [type, names, args] = layout;
  const named = Object.fromEntries(names.map((name, index) => [name, accounts[index]]));
  return { type, info: { ...named, ...args(data) } };
}
