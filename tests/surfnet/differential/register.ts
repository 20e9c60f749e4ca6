import { decodeAs, decodeEvent, PROGRAM_ID } from '@meshid/sdk';
import { Keypair, LAMPORTS_PER_SOL } from '@solana/web3.js';
import bs58 from 'bs58';
import { translateTransactionError } from '../../../sdk/src/chain/failures.ts';
import type { Register } from '../../sdk/register.ts';
import { Both } from './both.ts';
import { sendToBoth } from './transactions.ts';

/** The register on both chains: what either does, the other has to do too. */
export async function onBoth(): Promise<Register> {
  return onChains(await Both.start());
}

export function onChains(both: Both): Register {
  return {
    wallet: async () => fundedWallet(both),
    async send(instructions, signers) {
      const sent = instructions.map(({ instruction }) => instruction);
      const { err, logs, inner } = await sendToBoth(both, sent, signers);
      if (err !== null) throw translateTransactionError(err, logs);
      return inner
        .filter(({ program }) => program === PROGRAM_ID)
        .flatMap(({ data }) => decodeEvent(bs58.decode(data)) ?? []);
    },
    async find(kind, at) {
      const found = (await both.get('getAccountInfo', at, {
        encoding: 'base64',
        commitment: 'confirmed',
      })) as {
        readonly value: { readonly data: readonly [string, string] } | null;
      };
      const data = Buffer.from(found.value?.data[0] ?? '', 'base64');
      return data.length === 0 ? undefined : decodeAs(kind, at, data);
    },
    now: async () => BigInt(both.time),
    pass: async (seconds) => both.pass(seconds),
    async balance(of) {
      const { value } = (await both.get('getBalance', of, { commitment: 'confirmed' })) as { value: number };
      return BigInt(value);
    },
    [Symbol.asyncDispose]: async () => both[Symbol.asyncDispose](),
  };
}

/** A wallet with 10 SOL on both. Each faucet makes its own transaction, so the signatures say nothing. */
export async function fundedWallet(both: Both): Promise<Keypair> {
  const wallet = Keypair.generate();
  await both.get('requestAirdrop', wallet.publicKey.toBase58(), 10 * LAMPORTS_PER_SOL);
  await both.pass(1);
  return wallet;
}
