import type { Skipped } from '@meshid/sdk';
import { MeshidError } from '@meshid/sdk/errors';
import type { Running } from './command.ts';
import { confirm } from './confirm.ts';
import { EndedWith, STATUS } from './exit-status.ts';
import { shown } from './shown.ts';

const MOST_LINES = 20;
const MOST_NAMED = 3;

/**
 * Tells what of a folder is not in the version that is about to be published, and asks whether to go on when content would be missing;
 * where nobody can be asked, that takes `--skip`.
 *
 * @throws MeshidError `file/left-out`; EndedWith when the answer is no
 */
export async function acceptSkipped(
  { context, output }: Pick<Running, 'context' | 'output'>,
  skipped: readonly Skipped[],
  skip: boolean | undefined,
): Promise<void> {
  const lossy = skipped.filter((one) => one.lossy);
  const ordered = [...lossy, ...skipped.filter((one) => !one.lossy)];
  for (const { path, why } of ordered.slice(0, MOST_LINES))
    output.notice(`left out: ${shown(path)} (${why})`);
  if (ordered.length > MOST_LINES) output.notice(`left out: ${ordered.length - MOST_LINES} more`);
  if (lossy.length === 0 || skip === true) return;
  if (context.stdin.isTTY !== true)
    throw new MeshidError('file/left-out', { count: lossy.length, what: named(lossy) });
  if (await confirm(context, `Publish without ${lossy.length} of them?`, skip)) return;
  output.result(
    { published: false, skipped: skipped.map(({ path, why }) => ({ path, why })) },
    'Nothing was published.',
  );
  throw new EndedWith(STATUS.ok);
}

function named(skipped: readonly Skipped[]): string {
  const some = skipped.slice(0, MOST_NAMED).map(({ path, why }) => `${shown(path)} (${why})`);
  return [...some, ...(skipped.length > MOST_NAMED ? ['…'] : [])].join(', ');
}
