import { takeKilledJourney } from '../tests/journeys/killed-journey.ts';
import type { Soak } from './index.ts';

export const soak: Soak = {
  summary: 'the main job with SIGKILL to each process at each of its nine steps, a seed a round',
  round: async (seed, log) => `${await takeKilledJourney(seed, log)} kills, and every claim held`,
};
