import { MeshidError } from '@meshid/sdk/errors';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** A duration such as 90s, 15m, 1h, 2d, 1w; a number alone is seconds. Returns seconds. Throws MeshidError `input/invalid`. */
export function readDuration(text: string, what: string): number {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)([smhdw])?$/.exec(text) ?? [];
  const seconds = count === undefined ? Number.NaN : Number(count) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (!(seconds > 0) || seconds > Number.MAX_SAFE_INTEGER / 1000)
    throw new MeshidError('input/invalid', {
      what: `${what} "${text.slice(0, 64)}"`,
      why: 'it should be like 90s, 15m, 1h, 2d or 1w',
    });
  return seconds;
}

/** A time as ISO 8601, or a duration from now. Throws MeshidError `input/invalid`. */
export function readTime(text: string, what: string, now = new Date()): Date {
  if (/^\d{4}-/.test(text)) {
    const time = new Date(text);
    if (Number.isNaN(time.getTime()))
      throw new MeshidError('input/invalid', {
        what: `${what} "${text.slice(0, 64)}"`,
        why: 'it is not a time',
      });
    return time;
  }
  return new Date(now.getTime() + readDuration(text, what) * 1000);
}

/** @throws MeshidError `input/invalid` */
export function readNumber(
  text: string,
  what: string,
  { least, most }: { least: number; most: number },
): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new MeshidError('input/invalid', {
      what: `${what} "${text.slice(0, 64)}"`,
      why: `it should be a number from ${least} to ${most}`,
    });
  return value;
}

/** A number without a fraction. Throws MeshidError `input/invalid`. */
export function readWhole(text: string, what: string, range: { least: number; most: number }): number {
  const value = readNumber(text, what, range);
  if (!Number.isInteger(value))
    throw new MeshidError('input/invalid', {
      what: `${what} "${text.slice(0, 64)}"`,
      why: 'it should be a whole number',
    });
  return value;
}

/** The number of a version, where one is named. Throws MeshidError `input/invalid`. */
export function readVersion<T extends string | undefined>(
  text: T,
  what: string,
): T extends string ? bigint : bigint | undefined;
export function readVersion(text: string | undefined, what: string): bigint | undefined {
  return text === undefined
    ? undefined
    : BigInt(readWhole(text, what, { least: 1, most: Number.MAX_SAFE_INTEGER }));
}

/** @throws MeshidError `input/invalid` */
export function readChoice<C extends string>(text: string, what: string, choices: readonly C[]): C {
  const choice = choices.find((one) => one === text);
  if (choice === undefined)
    throw new MeshidError('input/invalid', {
      what: `${what} "${text.slice(0, 64)}"`,
      why: `it should be ${choices.join(' or ')}`,
    });
  return choice;
}

/** @throws MeshidError `input/invalid` */
export function readUrl(text: string, what: string, protocols: readonly string[]): string {
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol))
    throw new MeshidError('input/invalid', {
      what,
      why: `it should be a URL that starts with ${protocols.join(' or ')}//`,
    });
  return text;
}

/** A size in bytes: units of 1000 (kB, MB, …) or of 1024 (KiB, MiB, …). Throws MeshidError `input/invalid`. */
export function readBytes(text: string, what: string): number {
  const [, count, prefix = '', binary] = /^(\d+(?:\.\d+)?) ?([kmgt]?)(i?)b?$/i.exec(text) ?? [];
  const power = ['', 'k', 'm', 'g', 't'].indexOf(prefix.toLowerCase());
  const bytes = Math.floor(Number(count) * (binary === 'i' || binary === 'I' ? 1024 : 1000) ** power);
  if (count === undefined || !Number.isSafeInteger(bytes))
    throw new MeshidError('input/invalid', {
      what: `${what} "${text.slice(0, 64)}"`,
      why: 'it should be like 500MB, 20GiB or 1000000',
    });
  return bytes;
}

/** Bytes as people read them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** unit;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}

/** A time on chain, Unix seconds, as it is printed: ISO 8601 to the second; nothing for 0 or none. */
export function isoTime(seconds: bigint | undefined): string | undefined {
  if (seconds === undefined || seconds === 0n) return undefined;
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
