import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeKey, parseDatasetId } from '@meshid/sdk';
import { DatasetUse } from '../../sdk/src/home/dataset-use.ts';

const dataset = parseDatasetId(encodeKey(new Uint8Array(32).fill(7)));

/** Marks that a process left which was killed while it wrote, or removed blocks. */
async function leaveMark(directory: string, use: 'writing' | 'collect'): Promise<void> {
  const program = `
    const { DatasetUse } = await import(${JSON.stringify(import.meta.resolve('../../sdk/src/home/dataset-use.ts'))});
    const [directory, dataset, use] = process.argv.slice(1);
    await new DatasetUse(directory)[use](dataset, () => process.kill(process.pid, 'SIGKILL'));
    process.kill(process.pid, 'SIGKILL');`;
  const args = ['--conditions=@meshid/source', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, [...args, directory, dataset, use], { stdio: 'inherit' });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  assert.equal(signal, 'SIGKILL');
}

describe('who uses the blocks of a dataset', () => {
  let directory: string;
  let marks: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meshid-use-'));
    marks = join(directory, dataset, 'use');
  });
  afterEach(async () => rm(directory, { recursive: true, force: true }));

  for (const use of ['writing', 'collect'] as const)
    it(`is told by no mark of a process that was killed (${use})`, async () => {
      await leaveMark(directory, use);
      const [name = assert.fail('it left no mark')] = await readdir(marks);
      // Whatever is in it: it may have been killed as soon as the file was there.
      await truncate(join(marks, name));
      const theirs = new DatasetUse(directory);
      assert.equal(await theirs.writing(dataset, async () => 'ran'), 'ran');
      await using collecting = await theirs.collect(dataset);
      assert.ok(collecting);
      assert.equal((await readdir(marks)).length, 1, 'only its own is left');
    });

  it('is told by no mark of a process whose number is another’s by now', async () => {
    await leaveMark(directory, 'writing');
    const [name = assert.fail('it left no mark')] = await readdir(marks);
    await rename(join(marks, name), join(marks, name.replace(/^writing-\d+/, `writing-${process.pid}`)));
    await using collecting = await new DatasetUse(directory).collect(dataset);
    assert.ok(collecting);
  });

  it('is nobody’s who removes blocks while somebody writes, and the other way round', async () => {
    const [one, other] = [new DatasetUse(directory), new DatasetUse(directory)];
    await one.writing(dataset, async () => {
      assert.equal(await other.collect(dataset), undefined);
      assert.equal(await other.writing(dataset, async () => 'many may write'), 'many may write');
    });
    const collecting = (await one.collect(dataset)) ?? assert.fail('nobody writes');
    let wrote = false;
    const writing = other.writing(dataset, async () => (wrote = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(wrote, false);
    await collecting[Symbol.asyncDispose]();
    assert.equal(await writing, true);
  });
});
