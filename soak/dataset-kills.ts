import assert from 'node:assert/strict';
import { seeded } from '../tests/fixtures/random.ts';
import { KilledDataset } from '../tests/journeys/killed-dataset.ts';
import type { Soak } from './index.ts';

const KILLS = 20;

export const soak: Soak = {
  summary: `publish, get, grant, revoke and gc with ${KILLS} SIGKILLs, each run again and looked at; a seed a round`,
  round: async (seed, log) => {
    await using killed = await KilledDataset.begin(seeded(seed));
    const counts = new Map<string, number>();
    while (killed.kills < KILLS) {
      const what = await killed.kill();
      counts.set(what, (counts.get(what) ?? 0) + 1);
      log(`${killed.kills} kills, the last of ${what}`);
    }
    assert.equal(killed.kills, KILLS);
    const told = [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
    return `${KILLS} kills in ${told}: nothing was lost, nothing half-visible`;
  },
};
