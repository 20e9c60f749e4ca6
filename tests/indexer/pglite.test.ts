import { pgliteFolder } from './pglite-folder.ts';
import { indexSuite } from './suite.ts';

indexSuite('PGlite', pgliteFolder);
