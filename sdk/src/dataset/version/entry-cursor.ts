import { comparePaths, type Entry } from './entry.ts';
import type { Version } from './open.ts';
import { isUnreadable } from './pieces.ts';

/** A version's entries, asked for in the order of their paths. From where it can't be read, it has none. */
export class EntryCursor {
  private readonly entries: AsyncGenerator<Entry>;
  private current: IteratorResult<Entry, unknown> | undefined;

  constructor(version: Version) {
    this.entries = version.list();
  }

  async find(path: string): Promise<Entry | undefined> {
    this.current ??= await this.next();
    while (this.current.done !== true && comparePaths(this.current.value.path, path) < 0)
      this.current = await this.next();
    return this.current.done !== true && this.current.value.path === path ? this.current.value : undefined;
  }

  private async next(): Promise<IteratorResult<Entry, unknown>> {
    try {
      return await this.entries.next();
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { done: true, value: undefined };
    }
  }
}
