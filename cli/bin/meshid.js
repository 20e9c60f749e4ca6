#!/usr/bin/env node
// Starts meshid. In the repository it runs the TypeScript sources, which Node 24 reads as they are; from npm, what was built of them.
// Nothing here may be newer than Node 18, so that an old Node gets as far as saying so.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const NEEDED = 24;
const source = new URL('../src/main.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `meshid needs Node ${NEEDED} or newer, and this is ${process.version}. In the repository, "npx meshid" brings its own.`,
  );
  process.exitCode = 1;
} else if (existsSync(source)) {
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, '@meshid/source'] }),
  });
  await import(source.href);
} else {
  await import('../dist/main.js');
}
