#!/usr/bin/env node
// Writes the IDL and its TypeScript type: cargo runs the parts that Anchor's macros print, and they are joined here as `anchor build` would.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Idl, IdlTypeDef } from '@coral-xyz/anchor/dist/cjs/idl.js';
import { convertIdlToCamelCase } from '@coral-xyz/anchor/dist/cjs/idl.js';
import { writeManifest } from './manifest.ts';
import { ARTIFACTS, fileHash, ROOT, sourcesHash, TARGET } from './paths.ts';

type EventPart = { event: NonNullable<Idl['events']>[number]; types: IdlTypeDef[] };

const printed = execFileSync(
  'cargo',
  [
    'test',
    '--locked',
    '--package',
    'meshid',
    '--features',
    'idl-build',
    '__anchor_private_print_idl',
    '--',
    '--show-output',
    '--quiet',
  ],
  {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, CARGO_TARGET_DIR: join(TARGET, 'host') },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);

/** The texts between the markers of one kind. */
function parts(kind: string): string[] {
  const marked = new RegExp(`^--- IDL begin ${kind} ---\\n([^]*?)\\n--- IDL end ${kind} ---$`, 'gm');
  return [...printed.matchAll(marked)].map(([, text]) => text ?? '');
}

function onePart(kind: string): string {
  const [part] = parts(kind);
  if (part === undefined) throw new Error(`cargo printed no IDL part "${kind}":\n${printed.slice(0, 2000)}`);
  return part;
}

const program = JSON.parse(onePart('program')) as Idl;
const events = parts('event').map((part) => JSON.parse(part) as EventPart);
const types = new Map(
  [...(program.types ?? []), ...events.flatMap((event) => event.types)].map((type) => [type.name, type]),
);
const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

const idl: Idl = {
  ...program,
  address: onePart('address'),
  events: events.map(({ event }) => event).sort(byName),
  errors: JSON.parse(onePart('errors')) as NonNullable<Idl['errors']>,
  types: [...types.values()].sort(byName),
  constants: parts('const')
    .map((part) => JSON.parse(part) as NonNullable<Idl['constants']>[number])
    .sort(byName),
};

mkdirSync(ARTIFACTS, { recursive: true });
const path = join(ARTIFACTS, 'meshid.json');
writeFileSync(path, `${JSON.stringify(idl, undefined, 2)}\n`);
writeFileSync(
  join(ARTIFACTS, 'meshid.ts'),
  `/** Made from meshid.json by \`npm run program:idl\`; its names are the ones that @coral-xyz/anchor gives. */\nexport type Meshid = ${JSON.stringify(convertIdlToCamelCase(idl), undefined, 2)};\n`,
);
writeManifest({ programId: idl.address, idlSha256: fileHash(path), idlSourcesSha256: sourcesHash() });
console.log(
  `${idl.instructions.length} instructions, ${idl.accounts?.length ?? 0} accounts, ${idl.events?.length ?? 0} events → sdk/program/meshid.json`,
);
