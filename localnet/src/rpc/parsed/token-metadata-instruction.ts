import type { Fields } from './fields.ts';
import type { Layout } from './token-layout.ts';

const FIELDS = ['name', 'symbol', 'uri'];

const field = (data: Fields): string => FIELDS[data.u8()] ?? data.text(4);

/**
 * The instructions of the token metadata interface, which Token-2022 takes too, by the first eight bytes of a hash:
 * https://docs.rs/spl-token-metadata-interface
 */
const INSTRUCTIONS: Readonly<Record<string, Layout>> = {
  d2e11ea258b84d8d: {
    ...{
      type: 'initializeTokenMetadata',
      accounts: ['metadata', 'updateAuthority', 'mint', 'mintAuthority'],
    },
    args: (data) => ({ name: data.text(4), symbol: data.text(4), uri: data.text(4) }),
  },
  dde9312db5cadcc8: {
    ...{ type: 'updateTokenMetadataField', accounts: ['metadata', 'updateAuthority'] },
    args: (data) => ({ field: field(data), value: data.text(4) }),
  },
  ea122038598d25b5: {
    ...{ type: 'removeTokenMetadataKey', accounts: ['metadata', 'updateAuthority'] },
    args: (data) => ({ idempotent: data.bool(), key: data.text(4) }),
  },
  d7e4a6e45464567b: {
    ...{ type: 'updateTokenMetadataAuthority', accounts: ['metadata', 'updateAuthority'] },
    args: (data) => ({ newAuthority: data.optionalKey() }),
  },
};

/** Nothing for an instruction that is none of the interface's, of which nothing has been read then. */
export function metadataLayout(data: Fields): Layout | undefined {
  return INSTRUCTIONS[data.peek(8).toString('hex')];
}
