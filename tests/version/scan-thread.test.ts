import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createPathHash } from '../../sdk/src/dataset/version/path-hash.ts';
import { type Look, scanFolder } from '../../sdk/src/dataset/version/scan.ts';
import { ScanThread, WORTH_SCANNING_BESIDE } from '../../sdk/src/dataset/version/scan-thread.ts';
import { TreeRoot } from '../../sdk/src/dataset/version/tree-root.ts';
import { World } from './world.ts';

const pathSecret = Buffer.alloc(32, 7);

/** A folder that goes with the test. */
class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'meshid-test-'));

  fill(files: number): this {
    for (let at = 0; at < files; at += 1) {
      if (at % 500 === 0) mkdirSync(join(this.path, `${at}`));
      writeFileSync(join(this.path, `${at - (at % 500)}`, `${at}`), '');
    }
    return this;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** What a look says, as both ways of looking can tell it. */
function told(look: Look): unknown {
  if ('skipped' in look) return look.skipped;
  const { kind, path, pathHash, target, stat, absolute } = look.found;
  const { mode, size, mtimeNs, ctimeNs, dev, ino, nlink, blocks } = stat;
  return { kind, path, pathHash, target, absolute, mode, size, mtimeNs, ctimeNs, dev, ino, nlink, blocks };
}

async function seenBeside(thread: ScanThread): Promise<Look[]> {
  const seen: Look[] = [];
  for await (const looks of thread.looks()) seen.push(...looks);
  return seen;
}

describe('a folder that a thread looks through', () => {
  it('looks as it does here: names of any bytes, links, what is not kept', async () => {
    using folder = new Folder().fill(1500);
    for (const at of [0, 500, 1000]) {
      const inside = join(folder.path, `${at}`);
      execFileSync('mkfifo', [join(inside, '!'), join(inside, `${at}5`), join(inside, 'z')]);
      symlinkSync(Buffer.of(0xff, 0x2f, 0x2e), join(inside, 'link'));
      writeFileSync(Buffer.concat([Buffer.from(`${inside}/`), Buffer.of(0xfe, 0x41)]), 'x');
      mkdirSync(join(inside, 'ä'.normalize('NFD')));
      mkdirSync(join(inside, 'ä'.normalize('NFC')));
    }
    using root = new TreeRoot(folder.path);
    const here = [...scanFolder({ root, pathHash: createPathHash(pathSecret) })];
    using thread = new ScanThread({ root, pathSecret });
    assert.deepEqual((await seenBeside(thread)).map(told), here.map(told));
  });

  it('is looked through only so far ahead, and to its end', async () => {
    const files = 4000;
    using folder = new Folder().fill(files);
    using root = new TreeRoot(folder.path);
    const waits = async (thread: ScanThread): Promise<void> => {
      while (thread.ahead <= 1000) await setTimeout(10);
      await setTimeout(100);
      assert.ok(thread.ahead <= 1000 + 512);
    };
    {
      using thread = new ScanThread({ root, pathSecret }, 1000);
      await waits(thread);
      assert.equal((await seenBeside(thread)).length, 1 + files + files / 500);
      assert.equal(thread.ahead, 0);
    }
    // One that nobody takes from ends all the same.
    using thread = new ScanThread({ root, pathSecret }, 1000);
    await waits(thread);
  });

  it('is refused when it is none, and told when the thread ends', async () => {
    using folder = new Folder().fill(1);
    using file = new TreeRoot(join(folder.path, '0', '0'));
    assert.throws(() => new ScanThread({ root: file, pathSecret }), { code: 'input/invalid' });
    using root = new TreeRoot(folder.path);
    using thread = new ScanThread({ root, pathSecret });
    thread[Symbol.dispose]();
    await assert.rejects(seenBeside(thread), /has ended/);
  });

  it('becomes the same version as one whose files are listed', async () => {
    await using world = await World.create();
    using folder = new Folder().fill(WORTH_SCANNING_BESIDE);
    await world.publish({ source: { folder: folder.path } });
    const first = world.last;
    writeFileSync(join(folder.path, '0', 'more'), 'more');
    const whole = await world.publish({ source: { folder: folder.path } });
    assert.equal(whole.stats.files, WORTH_SCANNING_BESIDE + 1);
    world.last = first;
    world.sequence -= 1n;
    using root = new TreeRoot(folder.path);
    const all = [...scanFolder({ root, pathHash: () => 0 })];
    const files = all
      .flatMap((look) => ('found' in look ? look.found.path : []))
      .filter((path) => path !== '');
    const listed = await world.publish({ source: { folder: folder.path, files } });
    assert.equal(whole.head.toString(), listed.head.toString());
  });
});
