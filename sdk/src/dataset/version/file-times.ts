import { futimesSync, lutimesSync } from 'node:fs';
import { findNative, type Native } from './native.ts';

const NS_PER_US = 1000n;

/** Whole microseconds, rounded down, before 1970 as well: what Node can set. */
export function microseconds(ns: bigint): bigint {
  const rest = ns % NS_PER_US;
  return (rest < 0n ? ns - rest - NS_PER_US : ns - rest) / NS_PER_US;
}

/**
 * The seconds to give Node's `utimes` so that the file's time lies within these microseconds, as near as a double comes.
 *
 * A double of today's seconds is off by up to 0.12 µs (0.24 after 2038), so what lies nearer than a quarter to either end of its
 * microsecond is moved inwards: it may not slip into the next one. Negative seconds are a string, because Node takes a negative
 * number for "now".
 */
export function utimesSeconds(ns: bigint): number | string {
  const us = microseconds(ns);
  const within = Math.min(Math.max(Number(ns - us * NS_PER_US) / 1000, 0.25), 0.75);
  const whole = us / 1_000_000n;
  const seconds = Number(whole) + (Number(us % 1_000_000n) + within) / 1e6;
  return seconds < 0 ? String(seconds) : seconds;
}

/** Sets the access and modification time of an open file, to the nanosecond where the C library is at hand. */
export function setFileTime(file: number, ns: bigint, native: Native | null = findNative() ?? null): void {
  if (native !== null) {
    native.setTimes(file, ns);
    return;
  }
  const seconds = utimesSeconds(ns);
  futimesSync(file, seconds, seconds);
}

/** Sets them for a path, of a symbolic link itself. */
export function setPathTime(
  path: string | Buffer,
  ns: bigint,
  native: Native | null = findNative() ?? null,
): void {
  if (native !== null) {
    native.setTimes(path, ns);
    return;
  }
  const seconds = utimesSeconds(ns);
  lutimesSync(path, seconds, seconds);
}
