#!/usr/bin/env node
// Rebuilds the program, the toolchain's probe and the benchmark's floor and compares them with the committed binaries, byte by byte.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProgram } from './build.ts';
import { readManifest } from './manifest.ts';
import { ARTIFACTS, fileHash, ROOT, sourcesHash } from './paths.ts';
import { debianVersions, requireTools } from './requirements.ts';
import { FLOOR, PROBE } from './side-program.ts';

requireTools();
const manifest = readManifest();
if (manifest.sourcesSha256 !== sourcesHash())
  fail(
    'The sources changed since the binary was committed. Run npm run program:idl and npm run program:build -- --commit, and commit what they write.',
  );

const committed = join(ARTIFACTS, 'meshid.so');
if (manifest.binarySha256 !== fileHash(committed))
  fail('The committed binary is not the one that its manifest names.');
const built = buildProgram(ROOT, 'meshid');
if (!readFileSync(built).equals(readFileSync(committed))) fail(explainDifference(built));
console.log(`The committed binary is what these sources build: SHA-256 ${fileHash(built)}`);
// The tests judge the toolchain by its probe, and figures are compared with the floor: both must be what this toolchain makes, too.
for (const side of [PROBE, FLOOR]) {
  const made = side.build();
  if (!readFileSync(made).equals(readFileSync(side.binary)))
    fail(
      `${made} is not the committed ${side.name}. Run npm run program:side -- ${side.name} --commit, then the tests, and commit what it writes.`,
    );
  console.log(`The committed ${side.name} is, too: SHA-256 ${fileHash(made)}`);
}

function explainDifference(path: string): string {
  const now = debianVersions();
  const moved = Object.entries(manifest.debian ?? {}).filter(([name, version]) => now[name] !== version);
  const what = `${path} (SHA-256 ${fileHash(path)}) is not the committed binary (${fileHash(committed)}).`;
  if (moved.length === 0)
    return `${what}\nSources and Debian packages are the ones of the manifest, so the build is not reproducible, or the binary was not made from these sources.`;
  const moves = moved
    .map(([name, version]) => `  ${name}: ${version} then, ${now[name] ?? 'missing'} now`)
    .join('\n');
  return `${what}\nThe sources did not change, but these packages moved, which may be the whole reason:\n${moves}\nReview, then npm run program:build -- --commit.`;
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
