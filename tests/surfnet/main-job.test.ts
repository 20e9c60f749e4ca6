import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { startDeaf } from './deaf.ts';
import { startSurfnet } from './surfnet.ts';

const TOUR = fileURLToPath(new URL('../../tour/src/main.ts', import.meta.url));
const STEPS = ['chain', 'index', 'enrol', 'publish', 'grant', 'fetch', 'stranger', 'version', 'revoke'];

describe('the main job on Surfpool', function () {
  this.timeout(300_000);

  it('takes its nine steps, from enrolling to a revocation that cuts a transfer', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), 'content\n'.repeat(1_000));
    await using surfnet = await startSurfnet({ slotMs: 100 });
    await using deaf = await startDeaf(surfnet);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@meshid/source', TOUR, '--json', folder.path],
      { env: { ...process.env, MESHID_RPC_URL: deaf.rpcUrl, MESHID_WS_URL: deaf.wsUrl } },
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly step: string; readonly ok: boolean });
    assert.deepEqual(
      lines.map(({ step, ok }) => [step, ok]),
      [...STEPS, 'done'].map((step) => [step, true]),
    );
  });
});
