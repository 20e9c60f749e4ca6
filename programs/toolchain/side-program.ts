// Small programs beside the register's own, built by the same toolchain and committed with a hash of what made them.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildProgram } from './build.ts';
import { fileHash, ROOT, sourceFiles } from './paths.ts';

export interface SideManifest {
  /** Of the program's sources and of what compiles it. */
  readonly sourcesSha256: string;
  readonly binarySha256: string;
}

const OWN = ['Cargo.toml', 'Cargo.lock', 'src/lib.rs'];

export class SideProgram {
  readonly name: string;
  /** The committed one. */
  readonly binary: string;
  readonly #folder: string;

  /** @param folder relative to the root; its package has the folder's name */
  constructor(folder: string, name: string) {
    this.name = name;
    this.#folder = folder;
    this.binary = join(ROOT, folder, `${name}.so`);
  }

  manifest(): SideManifest {
    return JSON.parse(readFileSync(this.#manifestPath(), 'utf8')) as SideManifest;
  }

  sourcesHash(): string {
    const hash = createHash('sha256');
    const toolchain = sourceFiles().filter((file) => file.startsWith('programs/toolchain/'));
    for (const file of [...toolchain, ...OWN.map((own) => `${this.#folder}/${own}`)]) {
      const bytes = readFileSync(join(ROOT, file));
      hash.update(`${file}\0${bytes.length}\0`).update(bytes);
    }
    return hash.digest('hex');
  }

  build(): string {
    return buildProgram(join(ROOT, this.#folder), this.name);
  }

  /** Builds it, and with `commit` replaces the committed one. */
  run(commit: boolean): void {
    const built = this.build();
    if (commit) {
      copyFileSync(built, this.binary);
      const manifest: SideManifest = {
        sourcesSha256: this.sourcesHash(),
        binarySha256: fileHash(this.binary),
      };
      writeFileSync(this.#manifestPath(), `${JSON.stringify(manifest, undefined, 2)}\n`);
    }
    console.log(`${built}: ${readFileSync(built).length} bytes, SHA-256 ${fileHash(built)}`);
  }

  #manifestPath(): string {
    return join(ROOT, this.#folder, 'manifest.json');
  }
}

/** By it the tests look at what the toolchain makes. */
export const PROBE = new SideProgram('programs/toolchain/probe', 'probe');
/** What the register's figures are compared with. */
export const FLOOR = new SideProgram('bench/register/floor', 'floor');
