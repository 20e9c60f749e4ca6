import { randomInt } from 'node:crypto';
import { searchLockOut } from './lock-out.ts';

describe('a search for a lock-out', () => {
  it('finds no state in which the owner can’t read, nor one in which somebody lost reads something new', async () => {
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    await searchLockOut({ steps: 40, seed });
  });
});
