import { LAMPORTS_PER_SOL, type PublicKey } from '@solana/web3.js';
import { setTimeout as delay } from 'node:timers/promises';
import { translateChainError } from '../chain/failures.ts';
import { MeshidError } from '../errors.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';

const MAINNET = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
const POLL_MS = 100;

/** Asks the cluster's faucet until the wallet has that much. Local and test clusters only. */
export async function airdrop(
  { chain }: Meshid,
  wallet: PublicKey,
  sol: number,
  { signal, onStep }: FlowOptions = {},
): Promise<void> {
  if ((await chain.genesisHash()) === MAINNET)
    throw new MeshidError('input/invalid', { what: '--airdrop', why: 'the main cluster has no faucet' });
  const wanted = Math.round(sol * LAMPORTS_PER_SOL);
  const balance = async (): Promise<number> => chain.connection.getBalance(wallet, 'confirmed');
  try {
    const missing = wanted - (await balance());
    if (missing <= 0) return;
    onStep?.('asking the faucet');
    await chain.connection.requestAirdrop(wallet, missing);
    while ((await balance()) < wanted)
      await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw translateChainError(error, chain.rpcUrl);
  }
}
