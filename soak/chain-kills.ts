import assert from 'node:assert/strict';
import { seeded } from '../tests/fixtures/random.ts';
import { temporaryFolder } from '../tests/fixtures/temporary-folder.ts';
import { KilledChain } from '../tests/localnet/killed-chain.ts';
import type { Soak } from './index.ts';

const KILLS = 20;

export const soak: Soak = {
  summary: `the local chain with ${KILLS} SIGKILLs under load, a ledger and a seed a round`,
  round: async (seed, log) => {
    await using folder = await temporaryFolder();
    const chain = new KilledChain(folder.path, seeded(seed));
    for (let kill = 0; kill < KILLS; kill++) {
      await chain.kill();
      log(`${kill + 1} kills, ${chain.sent} transactions`);
    }
    assert.ok(chain.confirmed > 0, 'nothing was confirmed before a kill');
    return `${KILLS} kills: ${chain.sent} transactions, each applied once; ${chain.confirmed} were confirmed before a kill, none lost`;
  },
};
