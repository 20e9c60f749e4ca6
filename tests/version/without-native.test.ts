import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { link, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { plant, World } from './world.ts';

const WITHOUT_KOFFI = `data:text/javascript,${encodeURIComponent(`
  import module from 'node:module';
  const load = module._load;
  module._load = (name, ...rest) => {
    if (name === 'koffi') throw new Error('not installed');
    return load(name, ...rest);
  };
`)}`;

const PROGRAM = `
  const { World } = await import('./world.ts');
  const { restoreVersion } = await import('@meshid/sdk');
  const [source, destination] = process.argv.slice(1);
  await using world = await World.create();
  const { version, skipped } = await world.publish({ source: { folder: source } });
  const first = await restoreVersion(version, destination);
  const second = await restoreVersion(version, destination);
  const attributes = await world.publish({ source: { folder: source, attributes: true } }).catch(({ code }) => code);
  console.log(JSON.stringify({ skipped, losses: first.losses, unchanged: second.unchanged, attributes }));`;

describe('a computer whose C library can not be called', () => {
  it('keeps times to the microsecond and all else but holes and attributes, and says so', async () => {
    await using world = await World.create();
    await plant(world.source, {
      old: { content: 'x', mtimeUs: -1_000_000_000_000_123 },
      sparse: { content: 'y' },
      link: { target: 'old' },
      'folder/file': { content: 'z' },
    });
    await link(join(world.source, 'old'), join(world.source, 'older'));
    await truncate(join(world.source, 'sparse'), 3_000_000);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...[
          '--conditions=@meshid/source',
          '--import',
          WITHOUT_KOFFI,
          '--input-type=module',
          '--eval',
          PROGRAM,
        ],
        ...['--', world.source, world.destination],
      ],
      { cwd: import.meta.dirname },
    );
    assert.deepEqual(JSON.parse(stdout), {
      skipped: [],
      losses: ['times are kept there to 1 µs only'],
      unchanged: 5,
      attributes: 'input/invalid',
    });
    await promisify(execFile)('diff', ['-r', '--no-dereference', world.source, world.destination]);
  });
});
