import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isRunning } from '../running.ts';

/** Who writes a pack is in its name: process, computer, something random. */
const NAME = /^([0-9a-z]+)-([0-9a-f]{8})-[0-9a-f]{12}\.pack$/;
/** Containers that share a folder have names of their own, and can't see each other's processes. */
const COMPUTER = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** This process's own: in a container, a killed process's number comes back soon. */
const written = new Set<string>();

export function newPackName(): string {
  const name = `${process.pid.toString(36)}-${COMPUTER}-${randomBytes(6).toString('hex')}.pack`;
  written.add(name);
  return name;
}

/** This process adds nothing to it any more. */
export function finishPackName(name: string): void {
  written.delete(name);
}

export function isPackName(name: string): boolean {
  return NAME.test(name);
}

export function indexNameOf(pack: string): string {
  return pack.replace(/\.pack$/, '.index');
}

/** Whether somebody may still be adding to a pack. */
export function mayGrow(name: string): boolean {
  const [, pid = '', computer] = NAME.exec(name) ?? [];
  const number = parseInt(pid, 36);
  if (computer !== COMPUTER) return true;
  if (number === process.pid) return written.has(name);
  return isRunning(number);
}
