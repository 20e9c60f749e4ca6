import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACTS } from './paths.ts';

/** What the committed binary and IDL were made from. */
export interface Manifest {
  readonly programId: string;
  readonly sourcesSha256: string;
  readonly binarySha256: string;
  readonly idlSha256: string;
  /** The sources that the IDL was made from; the binary's own stand above. */
  readonly idlSourcesSha256: string;
  readonly sbpfLinker: string;
  /** Versions of the Debian packages that made the binary. */
  readonly debian: Readonly<Record<string, string>>;
}

const PATH = join(ARTIFACTS, 'manifest.json');

export function readManifest(): Partial<Manifest> {
  return existsSync(PATH) ? (JSON.parse(readFileSync(PATH, 'utf8')) as Partial<Manifest>) : {};
}

export function writeManifest(changes: Partial<Manifest>): void {
  // Named one by one, so that the file keeps its order.
  const { programId, sourcesSha256, binarySha256, idlSha256, idlSourcesSha256, sbpfLinker, debian } = {
    ...readManifest(),
    ...changes,
  };
  const manifest = {
    programId,
    sourcesSha256,
    binarySha256,
    idlSha256,
    idlSourcesSha256,
    sbpfLinker,
    debian,
  };
  writeFileSync(PATH, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
