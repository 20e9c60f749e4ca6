import { tokenAmountView } from './account.ts';
import { EXTENSIONS } from './token-extensions.ts';
import type { Fields } from './fields.ts';
import { EXTENSION_INSTRUCTIONS } from './token-extension-instructions.ts';
import { metadataLayout } from './token-metadata-instruction.ts';
import { AUTHORITY, FREEZER, type Layout, OWNER, type Signer } from './token-layout.ts';

const METADATA_TAG_BYTES = 8;
const MINTER: Signer = ['mintAuthority', 'multisigMintAuthority'];
const AUTHORITY_TYPES = [
  ...['mintTokens', 'freezeAccount', 'accountOwner', 'closeAccount', 'transferFeeConfig'],
  ...['withheldWithdraw', 'closeMint', 'interestRate', 'permanentDelegate', 'confidentialTransferMint'],
  ...['transferHookProgramId', 'confidentialTransferFeeConfig', 'metadataPointer', 'groupPointer'],
  ...['groupMemberPointer', 'scaledUiAmount', 'pause'],
];
const OF_ACCOUNTS = new Set(['accountOwner', 'closeAccount']);

const amount = (data: Fields): object => ({ amount: data.amount() });
const checked = (data: Fields): object => {
  const raw = BigInt(data.amount());
  return { tokenAmount: tokenAmountView(raw, data.u8()) };
};
const mint = (data: Fields): object => {
  const info = { decimals: data.u8(), mintAuthority: data.key() };
  const freezeAuthority = data.taggedKey();
  return freezeAuthority === undefined ? info : { ...info, freezeAuthority };
};
const owner = (data: Fields): object => ({ owner: data.key() });

/** The instructions that both token programs have, by number: what Agave calls their accounts and arguments. */
const LAYOUTS: readonly (Layout | undefined)[] = [
  { type: 'initializeMint', accounts: ['mint', 'rentSysvar'], args: mint },
  { type: 'initializeAccount', accounts: ['account', 'mint', 'owner', 'rentSysvar'] },
  { type: 'initializeMultisig', accounts: ['multisig', 'rentSysvar'], args: (data) => ({ m: data.u8() }) },
  { type: 'transfer', accounts: ['source', 'destination'], signer: AUTHORITY, args: amount },
  { type: 'approve', accounts: ['source', 'delegate'], signer: OWNER, args: amount },
  { type: 'revoke', accounts: ['source'], signer: OWNER },
  { type: 'setAuthority', accounts: ['account'], signer: AUTHORITY },
  { type: 'mintTo', accounts: ['mint', 'account'], signer: MINTER, args: amount },
  { type: 'burn', accounts: ['account', 'mint'], signer: AUTHORITY, args: amount },
  { type: 'closeAccount', accounts: ['account', 'destination'], signer: OWNER },
  { type: 'freezeAccount', accounts: ['account', 'mint'], signer: FREEZER },
  { type: 'thawAccount', accounts: ['account', 'mint'], signer: FREEZER },
  { type: 'transferChecked', accounts: ['source', 'mint', 'destination'], signer: AUTHORITY, args: checked },
  { type: 'approveChecked', accounts: ['source', 'mint', 'delegate'], signer: OWNER, args: checked },
  { type: 'mintToChecked', accounts: ['mint', 'account'], signer: MINTER, args: checked },
  { type: 'burnChecked', accounts: ['account', 'mint'], signer: AUTHORITY, args: checked },
  { type: 'initializeAccount2', accounts: ['account', 'mint', 'rentSysvar'], args: owner },
  { type: 'syncNative', accounts: ['account'] },
  { type: 'initializeAccount3', accounts: ['account', 'mint'], args: owner },
  { type: 'initializeMultisig2', accounts: ['multisig'], args: (data) => ({ m: data.u8() }) },
  { type: 'initializeMint2', accounts: ['mint'], args: mint },
  { type: 'getAccountDataSize', accounts: ['mint'], args: extensionTypes },
  { type: 'initializeImmutableOwner', accounts: ['account'] },
  { type: 'amountToUiAmount', accounts: ['mint'], args: amount },
  {
    type: 'uiAmountToAmount',
    accounts: ['mint'],
    args: (data) => ({ uiAmount: data.rest().toString('utf8') }),
  },
];

/** @throws RangeError for data that ends too early */
export function parseTokenInstruction(accounts: readonly string[], data: Fields): object | undefined {
  const layout = layoutOf(data);
  if (layout === undefined || accounts.length < layout.accounts.length) return undefined;
  const { type, args, signer } = layout;
  const named = Object.fromEntries(layout.accounts.map((name, index) => [name, accounts[index]]));
  const others = accounts.slice(layout.accounts.length);
  if (type === 'setAuthority')
    return { type, info: { ...authority(accounts, data), ...signers(AUTHORITY, others) } };
  if (type.startsWith('initializeMultisig'))
    return { type, info: { ...named, signers: others, ...args?.(data) } };
  const told = { ...named, ...args?.(data) };
  return { type, info: signer === undefined ? told : { ...told, ...signers(signer, others) } };
}

function layoutOf(data: Fields): Layout | undefined {
  const metadata = metadataLayout(data);
  if (metadata !== undefined) {
    data.take(METADATA_TAG_BYTES);
    return metadata;
  }
  const number = data.u8();
  const layout = LAYOUTS[number] ?? EXTENSION_INSTRUCTIONS.get(number);
  return layout !== undefined && 'type' in layout ? layout : layout?.[data.u8()];
}

function signers([one, several]: Signer, [first, ...rest]: readonly string[]): object {
  return rest.length === 0 ? { [one]: first } : { [several]: first, signers: rest };
}

function authority([owned]: readonly string[], data: Fields): object {
  const authorityType = AUTHORITY_TYPES[data.u8()];
  const newAuthority = data.taggedKey() ?? null;
  return { [OF_ACCOUNTS.has(authorityType ?? '') ? 'account' : 'mint']: owned, authorityType, newAuthority };
}

function extensionTypes(data: Fields): object {
  const types: (string | undefined)[] = [];
  while (data.left >= 2) types.push(EXTENSIONS[data.u16()]?.name);
  return types.length === 0 ? {} : { extensionTypes: types };
}

const ASSOCIATED: readonly { readonly type: string; readonly accounts: readonly string[] }[] = [
  ...['create', 'createIdempotent'].map((type) => ({
    type,
    accounts: ['source', 'account', 'wallet', 'mint', 'systemProgram', 'tokenProgram'],
  })),
  {
    type: 'recoverNested',
    accounts: [
      ...['nestedSource', 'nestedMint', 'destination', 'nestedOwner', 'ownerMint', 'wallet', 'tokenProgram'],
    ],
  },
];

export function parseAssociatedToken(accounts: readonly string[], data: Fields): object | undefined {
  // Its first callers sent no data at all to create an account.
  const layout = ASSOCIATED[data.left === 0 ? 0 : data.u8()];
  if (layout === undefined || accounts.length < layout.accounts.length) return undefined;
  const info = Object.fromEntries(layout.accounts.map((name, index) => [name, accounts[index]]));
  return { type: layout.type, info };
}
