import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function printed(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-uc', `source .ci/counting.sh; ${script}`], {
    cwd: ROOT,
  });
  return stdout;
}

/** What CI would count: [passed, failed]. */
async function counted(script: string): Promise<[number, number]> {
  const stdout = await printed(`${script}; printf '%s %s\\n' "$passed" "$failed"`);
  const [passed, failed] = stdout.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return [passed ?? -1, failed ?? -1];
}

/** A suite that writes these counts and ends with this status. */
function suite(passes: number, failures: number, status: number): string {
  const failed = Array.from({ length: failures }, (_, at) => `test ${at}: lost`);
  const counts = JSON.stringify({ passes, failures, pending: 0, failed });
  return `suite some sh -c 'echo ${counts.replaceAll('"', '\\"')} > "$MESHID_TEST_COUNTS"; exit ${status}'`;
}

describe('what CI counts', () => {
  it('takes the numbers of a suite, its failures too', async () => {
    assert.deepEqual(await counted(suite(7, 0, 0)), [7, 0]);
    assert.deepEqual(await counted(suite(7, 2, 2)), [7, 2]);
    assert.deepEqual(await counted(suite(0, 3, 3)), [0, 3]);
    assert.deepEqual(await counted(`${suite(7, 2, 2)}; ${suite(5, 0, 0)}`), [12, 2]);
  });

  it('counts a suite that broke as a failure: before it counted, after it, with half a file, or with nothing run', async () => {
    assert.deepEqual(await counted('suite some false'), [0, 1]);
    assert.deepEqual(await counted(suite(7, 0, 1)), [7, 1]);
    assert.deepEqual(await counted(`suite some sh -c 'echo "{" > "$MESHID_TEST_COUNTS"'`), [0, 1]);
    assert.deepEqual(await counted('suite some true'), [0, 1]);
    assert.deepEqual(await counted(suite(0, 0, 0)), [0, 1]);
  });

  it('counts each check once', async () => {
    assert.deepEqual(await counted('check one true; check two false; check three true'), [2, 1]);
  });

  it('counts what ran beside the others, and one more failure when that broke off', async () => {
    const lane = `lane() { check one true; check two false; ${suite(5, 1, 1)}; }`;
    assert.deepEqual(await counted(`${lane}; beside lane lane; check three true; joined lane`), [7, 2]);
    assert.deepEqual(
      await counted('lane() { check one true; exit 0; }; beside lane lane; joined lane'),
      [0, 1],
    );
  });

  it('shows what ran beside the others in one piece, and tells its failures too', async () => {
    const script = `lane() { check two false; }; { check one false; } > /dev/null; beside lane lane; joined lane`;
    assert.match(
      await printed(script),
      /^\n=== lane, .*\n\n=== two\n--- two: FAILED after \d+ s\n--- lane: waited for \d+ s\n$/,
    );
    assert.equal(
      await printed(`{ ${script}; joined missing; } > /dev/null 2>&1; printf '%s' "$failures_told"`),
      'one\ntwo\nmissing: broke off\n',
    );
  });

  it('tells at the end what failed', async () => {
    const script = `{ check one true; check two false; ${suite(1, 2, 2)}; suite other false; } > /dev/null`;
    assert.equal(
      await printed(`${script}; printf '%s' "$failures_told"`),
      'two\ntest 0: lost\ntest 1: lost\nother: ended with status 1\n',
    );
  });
});
