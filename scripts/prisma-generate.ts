/**
 * Regenerates indexer/src/generated from schema.prisma. The `prisma` package weighs 230 MB (engines, a studio), which is no
 * part of an installation, so npm fetches it for this script alone: developers and CI run it.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../indexer/package.json', import.meta.url));
// The generator and the runtime that runs its output have to be of one version.
const { version } = require('@prisma/client/package.json') as { version: string };
const schema = fileURLToPath(new URL('../indexer/prisma/schema.prisma', import.meta.url));
const { status } = spawnSync('npx', ['--yes', `prisma@${version}`, 'generate', '--schema', schema], {
  stdio: 'inherit',
  // Generating needs no engine; without this, prisma would download one.
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
});
process.exitCode = status ?? 1;
