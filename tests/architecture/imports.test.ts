import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Who may import whom: the indexer, the local chain and the command line never import each other. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  sdk: [],
  indexer: ['sdk'],
  localnet: ['sdk'],
  cli: ['sdk'],
  tour: ['sdk'],
  examples: ['sdk'],
  migrations: ['sdk'],
};

async function sources(part: string): Promise<string[]> {
  const found = await readdir(join(ROOT, part), { recursive: true, withFileTypes: true });
  return found
    .filter(
      (entry) =>
        entry.isFile() && /\.(ts|js|mjs)$/.test(entry.name) && !/node_modules|\/dist/.test(entry.parentPath),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The part of the repository that an import leads to, if it leads to one. */
function importedPart(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('@meshid/')) return specifier.split('/')[1];
  if (!specifier.startsWith('.')) return undefined;
  return relative(ROOT, resolve(dirname(file), specifier)).split('/')[0];
}

describe('the direction of imports', () => {
  for (const [part, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${part} imports ${allowed.length === 0 ? 'no other part' : `only ${allowed.join(', ')}`}`, async () => {
      const files = await sources(part);
      const strays: string[] = [];
      for (const file of files) {
        const { importedFiles } = ts.preProcessFile(await readFile(file, 'utf8'));
        for (const { fileName } of importedFiles) {
          const target = importedPart(file, fileName);
          if (target !== undefined && target !== part && !allowed.includes(target))
            strays.push(`${relative(ROOT, file)} → ${fileName}`);
        }
      }
      assert.deepEqual(strays, []);
    });
  }
});
