import type { Chain } from '../chain/chain.ts';
import { Register } from '../model/register.ts';
import type { Cast } from '../plan/cast.ts';

const PURSE = 1_000_000_000_000n;

/** A chain, and the model of what is on it. */
export interface World {
  readonly chain: Chain;
  readonly register: Register;
  readonly cast: Cast;
}

export async function open(chain: Chain, cast: Cast): Promise<World> {
  const register = new Register();
  const players = [...cast.wallets, ...cast.deviceKeys];
  await Promise.all([cast.feePayer, ...players].map(async (key) => chain.fund(key, PURSE)));
  for (const key of players) register.lamports.set(key, PURSE);
  return { chain, register, cast };
}
