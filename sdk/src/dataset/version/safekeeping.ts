import { conflictName } from './conflict-name.ts';
import type { Destination } from './destination.ts';
import type { Entry } from './entry.ts';
import { EntryCursor } from './entry-cursor.ts';
import type { Version } from './open.ts';

/**
 * Keeps what is in the way of a restore and did not come from one, under a name beside its own: somebody made it, or changed it.
 */
export class Safekeeping {
  private readonly destination: Destination;
  private readonly former: EntryCursor[];
  private readonly label: string;

  /**
   * @param versions those that may have been restored here: the one before, and one whose restore was stopped
   * @param label what stands in the new names
   */
  constructor(destination: Destination, versions: readonly Version[], label: string) {
    this.destination = destination;
    this.former = versions.map((version) => new EntryCursor(version));
    this.label = label;
  }

  /** Makes room for an entry, which come in order; answers the new name of what was there, where it is kept. */
  async makeRoom(entry: Entry): Promise<string | undefined> {
    const { path } = entry;
    if (this.destination.isEmptied(path)) return undefined;
    const there = this.destination.find(path);
    if (there === undefined || there.isDirectory() || this.destination.looksLike(entry, there))
      return undefined;
    // A version that can't be read any more says of nothing that it came from there, so all is kept.
    const former = await Promise.all(this.former.map((entries) => entries.find(path)));
    if (former.some((one) => one !== undefined && this.destination.looksLike(one, there))) return undefined;
    const copy = conflictName(path, this.label, (at) => this.destination.find(at) !== undefined);
    this.destination.rename(path, copy);
    return copy;
  }
}
