import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin/meshid.js', import.meta.url));
const MANIFEST = new URL('../../cli/package.json', import.meta.url);
const run = promisify(execFile);

/** Prints the address of every module that is loaded to standard error. */
const TELL_LOADS = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) });`;

describe('the launcher', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'meshid-launcher-'))));
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  const meshid = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const env = {
      ...process.env,
      NODE_COMPILE_CACHE: '',
      XDG_CACHE_HOME: join(folder, 'caches'),
      ...environment,
    };
    return run(process.execPath, [LAUNCHER, ...args], { env });
  };

  it('lists every command in its help, and loads neither the SDK nor libp2p nor the chain for that', async () => {
    const preload = `--import=data:text/javascript,${encodeURIComponent(TELL_LOADS)}`;
    for (const args of [['--help'], ['device', '--help'], ['get', '--help']]) {
      const { stdout, stderr } = await meshid(args, { NODE_OPTIONS: preload });
      assert.match(stdout, /^Usage: meshid/);
      assert.match(stderr, /\/cli\/src\/commands\/get\.ts/, 'the loads should be told');
      assert.doesNotMatch(stderr, /\/sdk\/src\/index\.ts|libp2p|web3\.js|anchor/);
    }
    const { stdout } = await meshid(['--help']);
    for (const name of ['init', 'device', 'dataset', 'grant', 'revoke', 'get', 'node', 'index', 'localnet'])
      assert.match(stdout, new RegExp(`^  ${name}\\b.*\\w{3}`, 'm'));
  });

  it('prints its version, which a command’s own --version is not', async () => {
    const { stdout } = await meshid(['--version']);
    const { version } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { version: string };
    assert.equal(stdout, `${version}\n`);
    const home = join(folder, 'home');
    const get = meshid(['get', 'photos', 'folder', '--version', '1', '--home', home]);
    await assert.rejects(get, { stderr: /is not a meshid home/ });
  });

  it('keeps compiled code in a folder that is its user’s only', async () => {
    await meshid(['--help']);
    const kept = join(folder, 'caches', 'meshid');
    assert.equal((await stat(kept)).mode & 0o777, 0o700);
    assert.notEqual((await readdir(kept, { recursive: true })).length, 0);
  });

  it('keeps none where others may write, or where no folder can be made', async () => {
    const kept = join(folder, 'caches', 'meshid');
    await mkdir(kept, { recursive: true });
    await chmod(kept, 0o777);
    await meshid(['--help']);
    assert.deepEqual(await readdir(kept), []);
    const { stdout } = await meshid(['--help'], { XDG_CACHE_HOME: '/proc/no-such-folder' });
    assert.match(stdout, /^Usage: meshid/);
  });
});
