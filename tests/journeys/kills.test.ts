import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { takeKilledJourney } from './killed-journey.ts';

describe('the main job', function () {
  this.timeout(900_000);

  it('loses nothing and does nothing twice when each process is killed at each of its nine steps', async () => {
    const seed = Number(process.env['MESHID_SEED'] ?? randomInt(2 ** 31));
    console.log(`      seed ${seed} (MESHID_SEED=${seed} runs the same)`);
    const lines: string[] = [];
    const kills = await takeKilledJourney(seed, (line) => lines.push(line)).catch((cause: unknown) => {
      throw new Error(`with seed ${seed}, after ${lines.slice(-1).join('')}`, { cause });
    });
    assert.ok(kills >= 35, `${kills} kills`);
  });
});
