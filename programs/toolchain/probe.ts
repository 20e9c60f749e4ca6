#!/usr/bin/env node
// Builds the probe, a small program by which the tests look at what the toolchain makes. With --commit it replaces the committed one.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram } from './build.ts';
import { fileHash, ROOT, sourceFiles, TOOLCHAIN } from './paths.ts';

const PROBE = join(TOOLCHAIN, 'probe');
export const PROBE_BINARY = join(PROBE, 'probe.so');
const MANIFEST = join(PROBE, 'manifest.json');
const OWN = ['Cargo.toml', 'Cargo.lock', 'src/lib.rs'].map((file) => `programs/toolchain/probe/${file}`);

export interface ProbeManifest {
  /** Of the probe's sources and of what compiles it. */
  readonly sourcesSha256: string;
  readonly binarySha256: string;
}

export function readProbeManifest(): ProbeManifest {
  return JSON.parse(readFileSync(MANIFEST, 'utf8')) as ProbeManifest;
}

export function probeSourcesHash(): string {
  const hash = createHash('sha256');
  const toolchain = sourceFiles().filter((file) => file.startsWith('programs/toolchain/'));
  for (const file of [...toolchain, ...OWN]) {
    const bytes = readFileSync(join(ROOT, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

export const buildProbe = (): string => buildProgram(PROBE, 'probe');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = buildProbe();
  if (process.argv.includes('--commit')) {
    copyFileSync(built, PROBE_BINARY);
    const manifest: ProbeManifest = {
      sourcesSha256: probeSourcesHash(),
      binarySha256: fileHash(PROBE_BINARY),
    };
    writeFileSync(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
  console.log(`${built}: ${readFileSync(built).length} bytes, SHA-256 ${fileHash(built)}`);
}
