import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import type { DatasetKeys } from '../../crypto/dataset-keys.ts';
import { MeshidError } from '../../errors.ts';
import type { DatasetId } from '../../identifiers.ts';
import { readDirectory } from './directory.ts';
import type { Entry, Extent, ManifestLeaf } from './entry.ts';
import type { LeafMemory, LeafThread } from './leaf-thread.ts';
import { decryptRoot, type VersionBinding } from './manifest-root.ts';
import { OpenedVersion } from './opened-version.ts';
import { getBlock, type LeafSource, type ReadOptions } from './pieces.ts';

/** What the chain says about a version; a field that is left out is not compared. */
export interface ExpectedBinding {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly epoch?: bigint;
  /** The head before; `null` when there must be none. */
  readonly parent?: CID | null;
}

export interface OpenVersionInput {
  /** Gives a block only when it is what its CID names, as every store of `DatasetStores` does. */
  readonly store: LeafSource;
  readonly head: CID;
  readonly keys: DatasetKeys;
  readonly expect: ExpectedBinding;
}

/** A version whose root was opened and belongs where it was expected. The rest is read, and checked, when it is asked for. */
export interface Version extends VersionBinding {
  readonly head: CID;
  readonly keyring: CID;
  readonly entries: number;
  readonly bytes: number;
  /** Every file, directory and link in order. Throws MeshidError `version/malformed`, `file/unsafe-path` or `version/incomplete`. */
  list(options?: ReadOptions): AsyncGenerator<Entry>;
  /** Every leaf with content, each once, in the order in which the files need them. */
  leaves(options?: ReadOptions): AsyncGenerator<ManifestLeaf>;
  /** Every block that a reader needs, each once: head, manifest, its pieces, then leaves. */
  blocks(options?: ReadOptions): AsyncGenerator<CID>;
  /** Of those, the ones that `store` has not. */
  missing(store: Pick<Blockstore, 'has'>, options?: ReadOptions): AsyncGenerator<CID>;
  /** The manifest's first piece, which only a store that has more than the root has; nothing for a version of nothing. */
  firstPiece(): CID | undefined;
  /** A stretch of a leaf's content, decrypted. */
  read(extent: Extent, options?: ReadOptions): Promise<Uint8Array>;
  /** The same, by another thread where it is worth it; what it answers may lie in `memory`. For who reads many large leaves, each once. */
  readBeside(
    extent: Extent,
    thread: LeafThread,
    memory: LeafMemory,
    options?: ReadOptions,
  ): Promise<Uint8Array>;
}

/**
 * Opens a version and refuses one that belongs to another dataset, sequence, epoch or parent.
 *
 * @throws MeshidError `version/other-binding`, `version/malformed`, `version/incomplete`, `crypto/cannot-open`
 */
export async function openVersion(
  { store, head, keys, expect }: OpenVersionInput,
  options: ReadOptions = {},
): Promise<Version> {
  const { manifest, keyring } = await readDirectory(await getBlock(store, head, options));
  const root = decryptRoot(keys, await getBlock(store, manifest, options));
  checkBinding(root.binding, expect);
  return new OpenedVersion(store, head, manifest, keyring, root);
}

function checkBinding({ dataset, sequence, epoch, parent }: VersionBinding, expect: ExpectedBinding): void {
  const compare = (what: string, expected: unknown, found: unknown): void => {
    if (String(expected) !== String(found))
      throw new MeshidError('version/other-binding', {
        what,
        expected: String(expected),
        found: String(found),
      });
  };
  compare('dataset', expect.dataset, dataset);
  compare('sequence', expect.sequence, sequence);
  if (expect.epoch !== undefined) compare('epoch', expect.epoch, epoch);
  if (expect.parent !== undefined) compare('parent', expect.parent ?? 'none', parent ?? 'none');
}
