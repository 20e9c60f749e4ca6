import { openPglite } from '../../../indexer/src/database/pglite.ts';
import { pgliteFolder } from '../pglite-folder.ts';
import { migrateSuite } from './migrate-suite.ts';

migrateSuite('PGlite', async () => {
  const folder = await pgliteFolder();
  const opened = await openPglite(folder.path);
  return {
    ...opened,
    async close() {
      await opened.close();
      await folder[Symbol.asyncDispose]();
    },
  };
});
