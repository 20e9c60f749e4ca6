import { searchLockOut } from '../tests/journeys/lock-out.ts';
import type { Soak } from './index.ts';

const STEPS = 100;

export const soak: Soak = {
  summary: `${STEPS} random things that lose computers, readers and wallets: the owner reads, who was lost doesn't; a seed a round`,
  round: async (seed, log) => searchLockOut({ steps: STEPS, seed }, log),
};
