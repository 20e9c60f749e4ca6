import { Fields } from './fields.ts';

interface Extension {
  readonly name: string;
  /** Nothing for an extension that says all by being there. */
  readonly state?: (data: Fields) => object;
}

export const ACCOUNT_STATES = ['uninitialized', 'initialized', 'frozen'];

const fee = (data: Fields): object => ({
  ...{ epoch: data.u64(), maximumFee: data.u64(), transferFeeBasisPoints: data.u16() },
});
const pointer =
  (address: string) =>
  (data: Fields): object => ({ authority: data.optionalKey(), [address]: data.optionalKey() });

/** Token-2022's extensions by number, as Agave tells them; of those for confidential transfers only the name. */
export const EXTENSIONS: readonly Extension[] = [
  { name: 'uninitialized' },
  {
    name: 'transferFeeConfig',
    state: (data) => ({
      ...{ transferFeeConfigAuthority: data.optionalKey(), withdrawWithheldAuthority: data.optionalKey() },
      ...{ withheldAmount: data.u64(), olderTransferFee: fee(data), newerTransferFee: fee(data) },
    }),
  },
  { name: 'transferFeeAmount', state: (data) => ({ withheldAmount: data.u64() }) },
  { name: 'mintCloseAuthority', state: (data) => ({ closeAuthority: data.optionalKey() }) },
  { name: 'confidentialTransferMint' },
  { name: 'confidentialTransferAccount' },
  { name: 'defaultAccountState', state: (data) => ({ accountState: ACCOUNT_STATES[data.u8()] }) },
  { name: 'immutableOwner' },
  { name: 'memoTransfer', state: (data) => ({ requireIncomingTransferMemos: data.bool() }) },
  { name: 'nonTransferable' },
  {
    name: 'interestBearingConfig',
    state: (data) => ({
      ...{ rateAuthority: data.optionalKey(), initializationTimestamp: data.i64() },
      ...{ preUpdateAverageRate: data.i16(), lastUpdateTimestamp: data.i64(), currentRate: data.i16() },
    }),
  },
  { name: 'cpiGuard', state: (data) => ({ lockCpi: data.bool() }) },
  { name: 'permanentDelegate', state: (data) => ({ delegate: data.optionalKey() }) },
  { name: 'nonTransferableAccount' },
  { name: 'transferHook', state: pointer('programId') },
  { name: 'transferHookAccount', state: (data) => ({ transferring: data.bool() }) },
  { name: 'confidentialTransferFeeConfig' },
  { name: 'confidentialTransferFeeAmount' },
  { name: 'metadataPointer', state: pointer('metadataAddress') },
  {
    name: 'tokenMetadata',
    state: (data) => ({
      ...{ updateAuthority: data.optionalKey(), mint: data.key() },
      ...{ name: data.text(4), symbol: data.text(4), uri: data.text(4) },
      additionalMetadata: Array.from({ length: data.u32() }, () => [data.text(4), data.text(4)]),
    }),
  },
  { name: 'groupPointer', state: pointer('groupAddress') },
  {
    name: 'tokenGroup',
    state: (data) => ({
      ...{ updateAuthority: data.optionalKey(), mint: data.key(), size: data.u64(), maxSize: data.u64() },
    }),
  },
  { name: 'groupMemberPointer', state: pointer('memberAddress') },
  {
    name: 'tokenGroupMember',
    state: (data) => ({ mint: data.key(), group: data.key(), memberNumber: data.u64() }),
  },
  { name: 'confidentialMintBurn' },
  {
    name: 'scaledUiAmountConfig',
    state: (data) => ({
      ...{ authority: data.optionalKey(), multiplier: String(data.f64()) },
      ...{ newMultiplierEffectiveTimestamp: data.i64(), newMultiplier: String(data.f64()) },
    }),
  },
  { name: 'pausableConfig', state: (data) => ({ authority: data.optionalKey(), paused: data.bool() }) },
  { name: 'pausableAccount' },
];

/** What stands before a token account's or mint's extensions: the longer of the two, and a byte for which it is. */
const BASE_BYTES = 166;
const UNPARSEABLE = { extension: 'unparseableExtension' };

/** The extensions of a token account or mint; none for one that has no room for them. */
export function parseExtensions(account: Uint8Array): object[] {
  const data = new Fields(account.subarray(BASE_BYTES));
  const found: object[] = [];
  while (data.left >= 4) {
    const [type, length] = [data.u16(), data.u16()];
    if (type === 0 || length > data.left) break;
    found.push(told(EXTENSIONS[type], new Fields(data.take(length))));
  }
  return found;
}

function told(extension: Extension | undefined, data: Fields): object {
  if (extension === undefined) return UNPARSEABLE;
  const { name, state } = extension;
  try {
    if (state !== undefined) return { extension: name, state: state(data) };
  } catch {
    return UNPARSEABLE;
  }
  // Agave tells ciphertexts too, which nobody without their keys reads anything from.
  return { extension: name };
}
