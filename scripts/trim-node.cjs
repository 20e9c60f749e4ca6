'use strict';
// Takes the C++ headers out of the Node that npm installed, 67 MiB which nothing here compiles against. Runs on the user's own Node.
const { readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const nested = join(__dirname, '../node_modules/node/node_modules');
const packages = (() => {
  try {
    return readdirSync(nested);
  } catch {
    // It was installed without scripts, or in another layout: then there is nothing to take out.
    return [];
  }
})();
for (const name of packages.filter((name) => /^node-(bin-)?[a-z]+-[a-z0-9]+$/.test(name)))
  rmSync(join(nested, name, 'include'), { recursive: true, force: true });
