import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS } from './paths.ts';

/** What the committed binary and IDL were made from. */
export interface Manifest {
  readonly programId: string;
  readonly sourcesSha256: string;
  readonly binarySha256: string;
  readonly idlSha256: string;
  readonly sbpfLinker: string;
  /** Versions of the Debian packages that made the binary. */
  readonly debian: Readonly<Record<string, string>>;
}

const PATH = join(ARTIFACTS, 'manifest.json');

export function readManifest(): Partial<Manifest> {
  return existsSync(PATH) ? (JSON.parse(readFileSync(PATH, 'utf8')) as Partial<Manifest>) : {};
}

export function writeManifest(changes: Partial<Manifest>): void {
  const { programId, sourcesSha256, binarySha256, idlSha256, sbpfLinker, debian } = {
    ...readManifest(),
    ...changes,
  };
  writeFileSync(
    PATH,
    `${JSON.stringify({ programId, sourcesSha256, binarySha256, idlSha256, sbpfLinker, debian }, undefined, 2)}\n`,
  );
}
