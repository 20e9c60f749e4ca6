import { faultsSuite } from './faults-suite.ts';
import { pgliteFolder } from './pglite-folder.ts';

faultsSuite('PGlite', pgliteFolder);
