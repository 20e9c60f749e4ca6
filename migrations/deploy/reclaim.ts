import { type Chain, UPGRADEABLE_LOADER } from '@meshid/sdk';
import type { Keypair, PublicKey } from '@solana/web3.js';
import { bufferAuthority, closeBuffer } from './loader.ts';
import { step } from './step.ts';

/** The tag of a buffer and of a key that is there, in base58 for the RPC's filter: 1 as a u32, and 1 as a byte. */
const BUFFER_WITH_AUTHORITY = Buffer.from([1, 0, 0, 0, 1]);
const AUTHORITY_AT = BUFFER_WITH_AUTHORITY.length;

export interface Abandoned {
  readonly address: PublicKey;
  readonly lamports: number;
}

/** Every buffer of the upgradeable loader that a key may write, whoever made it. Some RPC endpoints don't answer this. */
export async function findBuffers({ connection }: Chain, authority: PublicKey): Promise<Abandoned[]> {
  const found = await connection.getProgramAccounts(UPGRADEABLE_LOADER, {
    commitment: 'confirmed',
    filters: [
      { memcmp: { offset: 0, bytes: BUFFER_WITH_AUTHORITY.toString('base64'), encoding: 'base64' } },
      { memcmp: { offset: AUTHORITY_AT, bytes: authority.toBase58() } },
    ],
  });
  return found.map(({ pubkey, account }) => ({ address: pubkey, lamports: account.lamports }));
}

/** Closes them, one a transaction; their lamports go to the key. */
export async function closeBuffers(
  chain: Chain,
  payer: Keypair,
  buffers: readonly Abandoned[],
): Promise<void> {
  for (const { address } of buffers)
    await step(
      chain,
      [{ name: 'close', instruction: closeBuffer(address, payer.publicKey) }],
      [payer],
      async () => {
        const account = await chain.connection.getAccountInfo(address, 'confirmed');
        return account === null || bufferAuthority(account.data) === undefined;
      },
    );
}
