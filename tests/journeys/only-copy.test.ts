import { randomInt } from 'node:crypto';
import { searchOnlyCopy } from './only-copy.ts';

const STEPS = 20;

describe('computers that make room at once', () => {
  it('never let go of the only copy of a block', async () => {
    const seed = Number(process.env['MESHID_SEED'] ?? randomInt(2 ** 31));
    console.log(`      seed ${seed}`);
    console.log(`      ${await searchOnlyCopy({ steps: STEPS, seed })}`);
  });
});
