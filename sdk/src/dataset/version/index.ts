/**
 * The content of a dataset at one time: a folder written as encrypted blocks, opened, fetched, and restored. Knows neither the chain
 * nor the network.
 *
 * @example
 * ```ts
 * const { head } = await writeVersion({ store, keys, binding, source: { folder: 'photos' }, keyring: keyring.block });
 * const { version } = await fetchVersion({ store: mine, fetch, head, keys, expect: { dataset, sequence } });
 * await restoreVersion(version, 'photos-again');
 * ```
 */
export type { Abilities, Probe } from './abilities.ts';
export { type Change, compareVersions } from './compare.ts';
export { composeVersion, type ComposeVersionInput } from './compose.ts';
export { conflictName } from './conflict-name.ts';
export type {
  Attribute,
  DirectoryEntry,
  Entry,
  Extent,
  FileEntry,
  Hole,
  ManifestLeaf,
  SymlinkEntry,
} from './entry.ts';
export { walkDag } from './dag.ts';
export * from './fetch.ts';
export { graft, isWithin } from './graft.ts';
export type { VersionBinding } from './manifest-root.ts';
export { type Merged, type MergeInput, type MergeNote, mergeVersions } from './merge.ts';
export { type ExpectedBinding, openVersion, type OpenVersionInput, type Version } from './open.ts';
export type { Needs } from './needs.ts';
export { decodePath, encodePath } from './path-bytes.ts';
export { isUnreadable, type ReadOptions } from './pieces.ts';
export { restoreVersion, type RestoreOptions, type RestoreProgress, type RestoreStats } from './restore.ts';
export type { Skipped, SkipReason } from './skipped.ts';
export type { FileState, FileStates, SeenFolder } from './seen-files.ts';
export type { WriteProgress, WriteVersionOptions } from './version-writer.ts';
export { walkVersion } from './walk-version.ts';
export * from './write.ts';
