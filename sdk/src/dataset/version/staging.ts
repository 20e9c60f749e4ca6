import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../../running.ts';

const STAGING = /^\.meshid-restore-([0-9]+)-[0-9a-f]{12}$/;

/** Whether a name in a folder is that of a restore's own working folder. */
export function isStagingName(name: string): boolean {
  return STAGING.test(name);
}

/** Where a restore writes before it renames: in the destination, so that renaming stays on one file system. */
export function createStaging(destination: string): string {
  removeAbandoned(destination);
  const staging = join(destination, `.meshid-restore-${process.pid}-${randomBytes(6).toString('hex')}`);
  mkdirSync(staging, { mode: 0o700 });
  active.add(staging);
  return staging;
}

export function removeStaging(staging: string): void {
  rmSync(staging, { recursive: true, force: true });
  active.delete(staging);
}

/** This process's own: in a container, a killed process's number comes back soon. */
const active = new Set<string>();

/** Removes what a killed restore left. */
function removeAbandoned(destination: string): void {
  for (const name of readdirSync(destination)) {
    const pid = Number(STAGING.exec(name)?.[1]);
    if (Number.isNaN(pid)) continue;
    const path = join(destination, name);
    const isUsed = pid === process.pid ? active.has(path) : isRunning(pid);
    if (!isUsed) rmSync(path, { recursive: true, force: true });
  }
}
