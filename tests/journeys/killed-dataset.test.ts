import { randomInt } from 'node:crypto';
import { seeded } from '../fixtures/random.ts';
import { KilledDataset } from './killed-dataset.ts';

const KILLS = 2;

describe('a dataset whose commands are killed', () => {
  it('is whole after each kill, shows nothing half, and goes on when the command is run again', async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    await using killed = await KilledDataset.begin(seeded(seed));
    while (killed.kills < KILLS) await killed.kill();
  });
});
