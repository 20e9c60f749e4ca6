import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import {
  createDatasetKeys,
  createDiskStores,
  createPersonKeys,
  type DatasetKeys,
  encodeKey,
  parseDatasetId,
  parsePersonId,
  personHolder,
  personKeyPair,
  sealDatasetKeyring,
  writeVersion,
} from '@meshid/sdk';
import { Child } from './exchange/child.ts';
import type { Published, Ready, Way } from './exchange/messages.ts';
import type { Benchmark, Comparison } from './index.ts';

const MIB = 2 ** 20;
const MEBIBYTES = Number(process.env['MESHID_BENCH_MIB'] ?? 256);
const ROUNDS = Number(process.env['MESHID_BENCH_ROUNDS'] ?? 5);
const WAYS: readonly Way[] = ['meshid', 'helia-bitswap', 'libp2p-stream'];

/**
 * The same bytes from one process to another, by turns: an authorised fetch of an encrypted version, which is checked, stored and
 * decrypted; Helia's bitswap with plain blocks, which are stored too; a bare libp2p stream over TLS, which only counts what comes.
 */
export const benchmark: Benchmark = {
  summary: 'an authorised, encrypted fetch between two processes, beside bitswap and a bare libp2p stream',
  run: async (log) => {
    const folder = await mkdtemp(join(tmpdir(), 'meshid-bench-'));
    try {
      log(`${MEBIBYTES} MiB, ${ROUNDS} rounds after one to warm up`);
      const published = await publish(folder);
      await using server = new Child('serving', { folder: join(folder, 'server'), published });
      const ready = (await server.next()) as Ready;
      await using client = new Child('fetching', { folder: join(folder, 'client'), published, ready });
      const rates = new Map<Way, number[]>(WAYS.map((way) => [way, []]));
      for (let round = 0; round <= ROUNDS; round++)
        for (const way of WAYS) {
          client.send({ fetch: way });
          const { bytes, seconds } = (await client.next()) as { bytes: number; seconds: number };
          const rate = bytes / MIB / seconds;
          if (round > 0) rates.get(way)?.push(rate);
          log(`${round === 0 ? 'warm-up' : `round ${round}`}  ${way.padEnd(14)} ${rate.toFixed(0)} MiB/s`);
        }
      const value = median(rates.get('meshid') ?? []);
      return WAYS.slice(1).map((peer): Comparison => ({
        metric: 'fetch',
        value,
        unit: 'MiB/s',
        peer,
        peerValue: median(rates.get(peer) ?? []),
      }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** A folder with one file of random bytes, published into the serving process's store. */
async function publish(folder: string): Promise<Published> {
  const source = join(folder, 'source');
  await mkdir(source);
  const file = createWriteStream(join(source, 'data'));
  for (let mebibytes = 0; mebibytes < MEBIBYTES; mebibytes++)
    if (!file.write(randomBytes(MIB))) await once(file, 'drain');
  file.end();
  await finished(file);
  const keys = createDatasetKeys(parseDatasetId(encodeKey(randomBytes(32))));
  const { head } = await writeVersion({
    store: await createDiskStores(join(folder, 'server')).open(keys.dataset),
    keys,
    binding: { dataset: keys.dataset, sequence: 1n, epoch: keys.epoch, parent: undefined },
    source: { folder: source },
    keyring: keyringOf(keys),
  });
  return { keys, head: head.toString(), file: join(source, 'data'), bytes: MEBIBYTES * MIB };
}

function keyringOf(keys: DatasetKeys): Uint8Array {
  const person = createPersonKeys(parsePersonId(encodeKey(randomBytes(32))));
  const owner = personHolder(person.person, personKeyPair(person).publicKey);
  return sealDatasetKeyring(keys, { owner, readers: [] }).block;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}
