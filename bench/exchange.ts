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
import type { Offer, Task } from './exchange/way.ts';
import type { Benchmark, Comparison } from './index.ts';
import { median } from './median.ts';

const MIB = 2 ** 20;
const MEBIBYTES = Number(process.env['MESHID_BENCH_MIB'] ?? 256);
const ROUNDS = Number(process.env['MESHID_BENCH_ROUNDS'] ?? 5);
const WAYS = [
  { name: 'meshid', file: 'meshid' },
  { name: 'helia-bitswap', file: 'bitswap' },
  { name: 'libp2p-stream', file: 'stream' },
] as const;

interface Fetched {
  readonly bytes: number;
  readonly seconds: number;
  readonly mostMebibytes: number;
}

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
      await using processes = new AsyncDisposableStack();
      const clients: { name: string; client: Child; rates: number[] }[] = [];
      for (const { name, file } of WAYS) {
        const served: Task = { ...published, folder: join(folder, file) };
        const server = processes.use(new Child('serving', file, served));
        const offer = (await server.next()) as Offer;
        const task: Task = { ...published, folder: join(folder, `${file}-fetched`) };
        const client = processes.use(new Child('fetching', file, { task, offer }));
        await client.next();
        clients.push({ name, client, rates: [] });
      }
      for (let round = 0; round <= ROUNDS; round++)
        for (const { name, client, rates } of clients) {
          client.send({ fetch: true });
          const { bytes, seconds, mostMebibytes } = (await client.next()) as Fetched;
          const rate = bytes / MIB / seconds;
          if (round > 0) rates.push(rate);
          const when = round === 0 ? 'warm-up' : `round ${round}`;
          log(
            `${when}  ${name.padEnd(14)} ${rate.toFixed(0)} MiB/s, ${mostMebibytes.toFixed(0)} MiB of memory`,
          );
        }
      const [own, ...others] = clients;
      const value = median(own?.rates ?? []);
      return others.map(({ name: peer, rates }): Comparison => ({
        metric: 'fetch',
        value,
        unit: 'MiB/s',
        peer,
        peerValue: median(rates),
      }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** A folder with one file of random bytes, published into the store of meshid's serving process. */
async function publish(folder: string): Promise<Omit<Task, 'folder'>> {
  const source = join(folder, 'source');
  await mkdir(source);
  const file = createWriteStream(join(source, 'data'));
  for (let mebibytes = 0; mebibytes < MEBIBYTES; mebibytes++)
    if (!file.write(randomBytes(MIB))) await once(file, 'drain');
  file.end();
  await finished(file);
  const keys = createDatasetKeys(parseDatasetId(encodeKey(randomBytes(32))));
  const { head } = await writeVersion({
    store: await createDiskStores(join(folder, WAYS[0].file)).open(keys.dataset),
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
