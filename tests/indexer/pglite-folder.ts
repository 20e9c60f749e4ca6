import { cp } from 'node:fs/promises';
import { openPglite } from '../../indexer/src/database/pglite.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

let template: ReturnType<typeof made> | undefined;

async function made() {
  const folder = await temporaryFolder();
  await (await openPglite(folder.path)).close();
  return folder;
}

const removeTemplate = async (): Promise<void> => (await template)?.[Symbol.asyncDispose]();
// A soak runs without mocha.
if ('after' in globalThis) after(removeTemplate);
else process.once('beforeExit', () => void removeTemplate());

/** A folder with an empty PGlite database, gone with its scope. To make one takes seconds, so all are copies of one. */
export async function pgliteFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const { path } = await (template ??= made());
  const folder = await temporaryFolder();
  await cp(path, folder.path, { recursive: true });
  return folder;
}
