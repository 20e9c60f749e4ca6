import { type Entry, type Extent, type ManifestLeaf, onlyExtent } from './entry.ts';
import type { LeafMemory, LeafThread } from './leaf-thread.ts';
import type { Version } from './open.ts';
import type { ReadOptions } from './pieces.ts';

/** Leaves that are there before they are asked for. */
const MOST_AHEAD = 2;
/** In memory, each of up to 1 MiB: neighbours share one, but those that changed at different times don't. */
const MOST_LEAVES = 8;
/** Starting a thread takes as long as this one needs for some of it. */
const ALONE_BYTES = 4 * 1024 * 1024;

interface Held {
  readonly content: Promise<Uint8Array>;
  readonly memory: LeafMemory;
}

/** Leaves of which a file needs one: who needs one mostly needs the next ones too, so another thread opens those meanwhile. */
export class LeavesAhead {
  private readonly version: Version;
  private readonly thread: LeafThread;
  private readonly next: () => Iterable<Entry>;
  private readonly reading: ReadOptions;
  /** By their CIDs; the one that was asked for or begun last is the last. */
  private readonly held = new Map<string, Held>();
  private current: string | undefined;
  private alone = 0;

  /** @param next what may be asked for after the file that is read */
  constructor(version: Version, thread: LeafThread, next: () => Iterable<Entry>, reading: ReadOptions) {
    this.version = version;
    this.thread = thread;
    this.next = next;
    this.reading = reading;
  }

  /** The content of an extent; good until another is asked for. */
  async read(extent: Extent): Promise<Uint8Array> {
    const { leaf, offset, length } = extent;
    const name = leaf.cid.toString();
    if (name !== this.current) {
      this.current = name;
      this.alone += leaf.length;
      if (this.alone > ALONE_BYTES) this.lookAhead(name, leaf);
    }
    const held = this.held.get(name);
    if (held === undefined) return this.version.read(extent, this.reading);
    return (await held.content).subarray(offset, offset + length);
  }

  private lookAhead(name: string, leaf: ManifestLeaf): void {
    const held = this.held.get(name) ?? this.start(leaf);
    this.held.delete(name);
    this.held.set(name, held);
    const ahead = new Set([name]);
    for (const entry of this.next()) {
      const extent = entry.kind === 'file' ? onlyExtent(entry) : undefined;
      if (extent === undefined) continue;
      const next = extent.leaf.cid.toString();
      ahead.add(next);
      if (!this.held.has(next)) this.held.set(next, this.start(extent.leaf));
      if (ahead.size > MOST_AHEAD) break;
    }
    for (const [oldest, { content, memory }] of this.held) {
      if (this.held.size <= MOST_LEAVES) break;
      this.held.delete(oldest);
      const give = (): void => this.thread.give(memory);
      content.then(give, give);
    }
  }

  private start(leaf: ManifestLeaf): Held {
    const memory = this.thread.take();
    const whole = { leaf, offset: 0, length: leaf.length };
    const content = this.version.readBeside(whole, this.thread, memory, this.reading);
    // Whoever asks for it hears of a failure.
    content.catch(() => undefined);
    return { content, memory };
  }
}
