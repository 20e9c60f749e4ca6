#!/usr/bin/env node
// Starts meshid. In the repository it runs the TypeScript sources, which Node 24 reads as they are; from npm, what was built of them.
// Nothing here may be newer than Node 18, so that an old Node gets as far as saying so.
import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const NEEDED = 24;
const OTHERS_MAY_WRITE = 0o022;
const source = new URL('../src/main.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `meshid needs Node ${NEEDED} or newer, and this is ${process.version}. In the repository, "npx meshid" brings its own.`,
  );
  process.exitCode = 1;
} else {
  keepCompiledCode();
  if (existsSync(source)) {
    nodeModule.registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier, { ...context, conditions: [...context.conditions, '@meshid/source'] }),
    });
    await import(source.href);
  } else {
    await import('../dist/main.js');
  }
}

/**
 * Half of a short command's time goes into compiling what it loads, so that is kept, for this user only: whoever can write there can
 * run code as whoever reads it, which is why Node's own default below the system's temporary folder is not used.
 */
function keepCompiledCode() {
  if (process.env.NODE_COMPILE_CACHE || process.env.NODE_DISABLE_COMPILE_CACHE) return;
  try {
    const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    const folder = join(caches, 'meshid');
    // Not `recursive`: Node never comes back from that where a folder can't be made, as below /proc.
    for (const path of [caches, folder]) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    if (process.getuid && (uid !== process.getuid() || mode & OTHERS_MAY_WRITE)) return;
    nodeModule.enableCompileCache(folder);
    // For the services that a command starts.
    process.env.NODE_COMPILE_CACHE = folder;
  } catch {
    // Without it everything works, later.
  }
}
