import { PROGRAM_ID } from '@meshid/sdk';
import { PublicKey } from '@solana/web3.js';
import { statSync } from 'node:fs';
import type { Benchmark, Comparison } from './index.ts';
import { tellAll } from './register/chapters.ts';
import { Bench, MESHID, PACKET_BYTES } from './register/measure.ts';
import { Teller } from './register/story.ts';

/** What the issue allows, and what it wishes. */
const BINARY_LIMIT = 400 * 1024;
const LAMPORTS_PER_SOL = 1e9;

/**
 * Every instruction beside a hand-written pinocchio program that leaves the same accounts for the same signers, built by the same
 * toolchain: it checks nothing else and tells nobody.
 */
export const benchmark: Benchmark = {
  summary: 'compute units, rent and bytes of every instruction, beside a hand-written floor',
  run: async (log) => {
    const teller = new Teller(new Bench(new PublicKey(PROGRAM_ID)));
    await tellAll(teller);
    const lower = { lowerIsBetter: true } as const;
    const binary = statSync(MESHID).size;
    const binaryRent = teller.bench.rentOf(binary);
    log(
      `${'instruction'.padEnd(26)}${'CU'.padStart(7)}${'floor'.padStart(7)}${'times'.padStart(7)}${'rent, SOL'.padStart(12)}${'bytes'.padStart(7)}`,
    );
    const results: Comparison[] = [
      { metric: 'binary-bytes', value: binary, unit: 'B', peer: 'limit', peerValue: BINARY_LIMIT, ...lower },
    ];
    for (const [name, { computeUnits, floorUnits, rent, transactionBytes }] of teller.measured) {
      const times = computeUnits / floorUnits;
      log(
        `${name.padEnd(26)}${String(computeUnits).padStart(7)}${String(floorUnits).padStart(7)}${times.toFixed(2).padStart(7)}${(Number(rent) / LAMPORTS_PER_SOL).toFixed(6).padStart(12)}${String(transactionBytes).padStart(7)}`,
      );
      results.push(
        {
          metric: `cu:${name}`,
          value: computeUnits,
          unit: 'CU',
          peer: 'pinocchio-floor',
          peerValue: floorUnits,
          ...lower,
        },
        {
          metric: `transaction-bytes:${name}`,
          value: transactionBytes,
          unit: 'B',
          peer: 'packet',
          peerValue: PACKET_BYTES,
          ...lower,
        },
      );
    }
    log(`binary: ${binary} bytes, ${(Number(binaryRent) / LAMPORTS_PER_SOL).toFixed(3)} SOL of rent`);
    return results;
  },
};
