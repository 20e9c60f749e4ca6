import { searchOnlyCopy } from '../tests/journeys/only-copy.ts';
import type { Soak } from './index.ts';

const STEPS = 100;

export const soak: Soak = {
  summary: `${STEPS} random things with three computers that make room at once: every block stays somewhere; a seed a round`,
  round: async (seed, log) => searchOnlyCopy({ steps: STEPS, seed }, log),
};
