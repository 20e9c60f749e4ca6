import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { World } from '../cli/world.ts';

/** Runs an example as its user would; rejects when it fails. */
async function run(example: string, ...args: string[]): Promise<string> {
  const path = fileURLToPath(new URL(`../../examples/${example}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@meshid/source',
    path,
    ...args,
  ]);
  return stdout;
}

describe('the examples', () => {
  it('share a folder between two homes until the access is withdrawn', async () => {
    await using world = await World.create();
    await world.init('owner');
    const { person } = await world.init('reader');
    await mkdir(world.path('source'));
    await writeFile(world.path('source', 'file'), 'shared');
    const said = await run(
      'share-a-folder.ts',
      ...['owner', 'reader', 'source', 'fetched'].map((name) => world.path(name)),
    );
    assert.match(said, /^published \w+: version 1, 1 files$/m);
    assert.ok(said.includes(`granted to ${String(person)} for an hour`));
    assert.match(said, /^fetched version 1, 1 files, from \w+$/m);
    assert.match(said, /^after the revocation: keyring\/not-a-holder$/m);
    assert.equal(await readFile(world.path('fetched', 'file'), 'utf8'), 'shared');
  });

  it('list every grant with who, what, since, until, and whether it is in force', async () => {
    await using world = await World.create();
    const owner = await world.init('owner');
    const [first, second] = [await world.init('first'), await world.init('second')];
    await world.in('owner', 'dataset', 'create', 'photos');
    const began = Date.now();
    const granting = [
      'grant',
      'photos',
      String(first['person']),
      '--permission',
      'write',
      '--until',
      '2090-01-01',
    ];
    await world.in('owner', ...granting);
    await world.in('owner', 'grant', 'photos', String(second['person']));
    await world.in('owner', 'revoke', 'photos', String(second['person']));
    const lines = (await run('audit.ts', world.path('owner'), 'photos', '--json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    assert.equal(lines.length, 2);
    const of = (person: unknown) => lines.find(({ who }) => who === `person ${String(person)}`) ?? {};
    const grantedBy = String(owner['person']);
    const { since, ...rest } = of(first['person']);
    assert.deepEqual(rest, {
      who: `person ${String(first['person'])}`,
      what: 'read+write',
      until: '2090-01-01T00:00:00.000Z',
      state: 'in force',
      grantedBy,
    });
    // A block's time has whole seconds.
    assert.ok(Math.abs(Date.parse(since ?? '') - began) < 60_000, since);
    const { what, until, state } = of(second['person']);
    assert.deepEqual({ what, until, state }, { what: 'read', until: 'for ever', state: 'revoked' });
  });

  it('say how they are used when an argument is missing, and why they failed', async () => {
    await using world = await World.empty();
    await assert.rejects(run('audit.ts'), { code: 2, stderr: /^usage: audit\.ts/ });
    await assert.rejects(run('share-a-folder.ts'), { code: 2, stderr: /^usage: share-a-folder\.ts/ });
    await assert.rejects(run('audit.ts', world.path('none'), 'photos'), {
      code: 1,
      stderr: /^home\/missing: /,
    });
  });
});
