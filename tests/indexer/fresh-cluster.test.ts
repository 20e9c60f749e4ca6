import assert from 'node:assert/strict';
import { chmod, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { createCluster } from '../../indexer/src/database/fresh-cluster.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

/** initdb draws it, so two clusters with the same one come from one run of it. */
async function identityOf(caches: string): Promise<string> {
  const cluster = await createCluster('memory://', caches);
  try {
    const { rows } = await cluster.query<{ id: bigint }>(
      'SELECT system_identifier AS id FROM pg_control_system()',
    );
    return String(rows[0]?.id);
  } finally {
    await cluster.close();
  }
}

describe('a fresh PGlite cluster', () => {
  it('is unpacked from the cache where one was made before, for its user only', async () => {
    await using caches = await temporaryFolder();
    const first = await identityOf(caches.path);
    assert.equal(await identityOf(caches.path), first);
    const [template] = await readdir(join(caches.path, 'meshid'));
    assert.equal((await stat(join(caches.path, 'meshid', template ?? ''))).mode & 0o777, 0o600);
  });

  it('is made anew, and kept, where the cache was damaged', async () => {
    await using caches = await temporaryFolder();
    const first = await identityOf(caches.path);
    const [template] = await readdir(join(caches.path, 'meshid'));
    await truncate(join(caches.path, 'meshid', template ?? ''), 1_000_000);
    const second = await identityOf(caches.path);
    assert.notEqual(second, first);
    assert.equal(await identityOf(caches.path), second);
  });

  it('is not taken from, or put into, a cache that others may write to', async () => {
    await using caches = await temporaryFolder();
    const first = await identityOf(caches.path);
    await chmod(join(caches.path, 'meshid'), 0o777);
    assert.notEqual(await identityOf(caches.path), first);
  });
});
