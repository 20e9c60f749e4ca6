import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { seeded } from '../fixtures/random.ts';
import { KilledChain } from './killed-chain.ts';
import { temporaryFolder } from './world.ts';

/** More by `npm run soak -- chain-kills`. */
const KILLS = 8;

describe('SIGKILL of the local chain under load', () => {
  it('loses no confirmed transaction and applies none twice', async () => {
    await using folder = await temporaryFolder();
    const seed = randomInt(2 ** 31);
    console.log(`      seed ${seed}`);
    const chain = new KilledChain(folder.path, seeded(seed));
    for (let kill = 0; kill < KILLS; kill++) await chain.kill();
    assert.ok(chain.confirmed > 0, 'nothing was confirmed before a kill');
  });
});
