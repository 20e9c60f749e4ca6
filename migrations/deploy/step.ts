import { type Chain, type NamedInstruction, type Sent } from '@meshid/sdk';
import type { Keypair } from '@solana/web3.js';

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
    return await chain.send(instructions, signers);
  } catch (error) {
    if (await isThere()) return undefined;
    throw error;
  }
}
