import { pgliteFolder } from './pglite-folder.ts';
import { registerSuite } from './register-suite.ts';
import { indexSuite } from './suite.ts';

indexSuite('PGlite', pgliteFolder);
registerSuite('PGlite', pgliteFolder);
