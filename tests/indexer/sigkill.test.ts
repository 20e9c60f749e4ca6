import assert from 'node:assert/strict';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { pgliteFolder } from './pglite-folder.ts';
import { IndexProcess } from './process.ts';
import { sigkillSuite } from './sigkill-suite.ts';
import { until, World } from './world.ts';

sigkillSuite('PGlite', pgliteFolder);

describe('SIGKILL of an index that makes its first database', () => {
  it('leaves a folder in which the next start makes it anew', async () => {
    await using world = await World.start();
    await using folder = await temporaryFolder();
    await using caches = await temporaryFolder();
    const args = ['--rpc', world.chain.rpcUrl, '--ws', world.chain.wsUrl, '--database', folder.path];
    {
      // With an empty cache, so that initdb runs.
      await using index = new IndexProcess(args, { XDG_CACHE_HOME: caches.path });
      // Postgres' own files are there, and what goes into them is not.
      await until(() => begun(folder.path), 'the first file of a database');
      await index.end('SIGKILL');
      await assert.rejects(index.ready());
    }
    await using index = new IndexProcess(args);
    await index.ready();
    assert.equal(await index.end('SIGTERM'), 0);
    assert.deepEqual((await readdir(folder.path)).sort(), ['postgres', 'writer.lock']);
  });
});

async function begun(folder: string): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const version = path.join(folder, name, 'PG_VERSION');
    if (
      await access(version).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}
