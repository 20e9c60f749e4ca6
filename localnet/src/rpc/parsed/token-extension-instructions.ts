import { AUTHORITY, FREEZER, type Layout, OWNER, type Signer } from './token-layout.ts';
import { ACCOUNT_STATES } from './token-extensions.ts';
import { tokenAmountView } from './account.ts';
import type { Fields } from './fields.ts';

const RATE: Signer = ['rateAuthority', 'multisigRateAuthority'];

const ofMint = (type: string, args: Layout['args'], signer?: Signer): Layout => ({
  ...{ type, accounts: ['mint'] },
  ...(args === undefined ? {} : { args }),
  ...(signer === undefined ? {} : { signer }),
});
const ofAccount = (type: string): Layout => ({ type, accounts: ['account'], signer: OWNER });

/** Those of the keys that are not none. */
const some = (keys: Readonly<Record<string, string | null | undefined>>): object =>
  Object.fromEntries(Object.entries(keys).filter(([, key]) => typeof key === 'string'));

const accountState = (data: Fields): object => ({ accountState: ACCOUNT_STATES[data.u8()] });
const pointer = (name: string, address: string): Layout[] => [
  ofMint(`initialize${name}`, (data) =>
    some({ authority: data.optionalKey(), [address]: data.optionalKey() }),
  ),
  ofMint(`update${name}`, (data) => some({ [address]: data.optionalKey() }), AUTHORITY),
];

const transferFee: readonly Layout[] = [
  ofMint('initializeTransferFeeConfig', (data) => {
    const keys = {
      transferFeeConfigAuthority: data.taggedKey(),
      withdrawWithheldAuthority: data.taggedKey(),
    };
    return { transferFeeBasisPoints: data.u16(), maximumFee: data.u64(), ...some(keys) };
  }),
  {
    ...{ type: 'transferCheckedWithFee', accounts: ['source', 'mint', 'destination'], signer: AUTHORITY },
    args: (data) => {
      const [amount, decimals, fee] = [BigInt(data.amount()), data.u8(), BigInt(data.amount())];
      return { tokenAmount: tokenAmountView(amount, decimals), feeAmount: tokenAmountView(fee, decimals) };
    },
  },
];

/** Token-2022's own instructions by number; of those that are several in one, by the byte behind it. */
export const EXTENSION_INSTRUCTIONS: ReadonlyMap<number, Layout | readonly Layout[]> = new Map<
  number,
  Layout | readonly Layout[]
>([
  [25, ofMint('initializeMintCloseAuthority', (data) => ({ newAuthority: data.taggedKey() ?? null }))],
  [26, transferFee],
  [
    28,
    [
      ofMint('initializeDefaultAccountState', accountState),
      ofMint('updateDefaultAccountState', accountState, FREEZER),
    ],
  ],
  [30, [ofAccount('enableRequiredMemoTransfers'), ofAccount('disableRequiredMemoTransfers')]],
  [32, ofMint('initializeNonTransferableMint', undefined)],
  [
    33,
    [
      ofMint('initializeInterestBearingConfig', (data) => ({
        ...{ rateAuthority: data.optionalKey(), rate: data.i16() },
      })),
      ofMint('updateInterestBearingConfigRate', (data) => ({ newRate: data.i16() }), RATE),
    ],
  ],
  [34, [ofAccount('enableCpiGuard'), ofAccount('disableCpiGuard')]],
  [35, ofMint('initializePermanentDelegate', (data) => ({ delegate: data.key() }))],
  [36, pointer('TransferHook', 'programId')],
  [39, pointer('MetadataPointer', 'metadataAddress')],
  [40, pointer('GroupPointer', 'groupAddress')],
  [41, pointer('GroupMemberPointer', 'memberAddress')],
]);
