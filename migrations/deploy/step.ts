import { type Chain, isMeshidError, type NamedInstruction, type Sent } from '@meshid/sdk';
import type { Keypair } from '@solana/web3.js';

/** A cluster that takes a transaction in none of so many lives of a block hash takes it in no other. */
const MOST_LIVES = 5;

/** Sends one transaction; again with another block hash when one expired, since it was not, and never will be, executed. */
export async function sendOne(
  chain: Chain,
  instructions: readonly NamedInstruction[],
  signers: readonly Keypair[],
): Promise<Sent> {
  for (let life = 1; ; life++) {
    try {
      return await chain.send(instructions, signers);
    } catch (error) {
      if (!isMeshidError(error, 'chain/expired') || life === MOST_LIVES) throw error;
    }
  }
}

/**
 * Sends one transaction that leads to a state. When it fails and the state is there all the same, an earlier run had sent one like it
 * just before it was killed, and that one came first.
 */
export async function step(
  chain: Chain,
  instructions: readonly NamedInstruction[],
  signers: readonly Keypair[],
  isThere: () => Promise<boolean>,
): Promise<Sent | undefined> {
  try {
    return await sendOne(chain, instructions, signers);
  } catch (error) {
    if (await isThere()) return undefined;
    throw error;
  }
}
