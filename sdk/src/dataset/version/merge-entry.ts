import { type Placed, sameAttributes, sameContent } from './content.ts';
import type { Attribute, Entry } from './entry.ts';
import { isUnreadable, type ReadOptions } from './pieces.ts';

type Side = Placed | undefined;

/** What a merge makes of one path. */
export interface Choice {
  readonly entry?: Entry;
  /** To be kept under another name, because both sides changed it. */
  readonly copy?: Entry;
  /** It stays although one side removed it. */
  readonly kept?: true;
}

/** Decides by what each side did since the base; where that can't be read, both sides count as having changed. */
export async function resolveEntry(
  base: Side,
  ours: Side,
  theirs: Side,
  options: ReadOptions,
): Promise<Choice> {
  if (ours !== undefined && theirs !== undefined) return await resolveBoth(base, ours, theirs, options);
  const left = ours ?? theirs;
  if (left === undefined) return {};
  if (base === undefined) return { entry: left.entry };
  // A directory that one side removed stays only for what is kept in it.
  if (left.entry.kind === 'directory') return {};
  const unchanged = left.entry.mode === base.entry.mode && (await isSame(base, left, options));
  return unchanged ? {} : { entry: left.entry, kept: true };
}

async function resolveBoth(base: Side, ours: Placed, theirs: Placed, options: ReadOptions): Promise<Choice> {
  const from = await contentFrom(base, ours, theirs, options);
  if (from === 'both') return keepBoth(ours.entry, theirs.entry);
  const [o, t] = [ours.entry, theirs.entry];
  if (o.kind !== t.kind) return { entry: from === 'ours' ? o : t };
  const mode = threeWay(base?.entry.mode, o.mode, t.mode) ?? t.mode;
  const entry = { ...(from === 'ours' ? o : t), mode, mtimeNs: timeOf(base, o, t, from) };
  return { entry: { ...entry, attributes: attributesOf(base, o, t, from) } };
}

type From = 'ours' | 'theirs' | 'either' | 'both';

async function contentFrom(base: Side, ours: Placed, theirs: Placed, options: ReadOptions): Promise<From> {
  if (await isSame(ours, theirs, options)) return 'either';
  if (base === undefined) return 'both';
  if (await isSame(base, ours, options)) return 'theirs';
  return (await isSame(base, theirs, options)) ? 'ours' : 'both';
}

/** A directory keeps its name, as do things in it; of two other things, theirs does. */
function keepBoth(ours: Entry, theirs: Entry): Choice {
  return ours.kind === 'directory' ? { entry: ours, copy: theirs } : { entry: theirs, copy: ours };
}

/** The content's own time; of content that is the same, the time that one side changed, or the later one. */
function timeOf(base: Side, { mtimeNs: ours }: Entry, { mtimeNs: theirs }: Entry, from: From): bigint {
  if (from === 'ours') return ours;
  if (from === 'theirs') return theirs;
  return threeWay(base?.entry.mtimeNs, ours, theirs) ?? (ours > theirs ? ours : theirs);
}

/** Those of the side that changed them; where both did, of the side whose content it is, or theirs. */
function attributesOf(base: Side, ours: Entry, theirs: Entry, from: From): readonly Attribute[] {
  const unchanged = (entry: Entry): boolean => base !== undefined && sameAttributes(base.entry, entry);
  const chosen = from === 'ours' ? ours : theirs;
  return (unchanged(ours) ? theirs : unchanged(theirs) ? ours : chosen).attributes ?? [];
}

/** Nothing when both sides changed it, each in its way. */
function threeWay<T>(base: T | undefined, ours: T, theirs: T): T | undefined {
  if (ours === theirs || theirs === base) return ours;
  return ours === base ? theirs : undefined;
}

async function isSame(a: Placed, b: Placed, options: ReadOptions): Promise<boolean> {
  try {
    return await sameContent(a, b, options);
  } catch (error) {
    // To keep both is never wrong.
    if (isUnreadable(error)) return false;
    throw error;
  }
}
