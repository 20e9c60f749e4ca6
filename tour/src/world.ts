import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes } from './processes.ts';
import type { Source } from './source.ts';

/** One folder under the system's temporary one holds everything that the tour makes. */
export interface World {
  readonly root: string;
  readonly source: Source;
  readonly processes: Processes;
  /** A folder of that name inside the root. */
  path(...names: string[]): string;
  /** Stops every process and, unless told to keep them, removes the folders. */
  end(keep: boolean): Promise<void>;
}

export async function createWorld(source: Source): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'meshid-tour-'));
  const path = (...names: string[]): string => join(root, ...names);
  await mkdir(path('logs'));
  const processes = new Processes(path('logs'));
  return {
    root,
    source,
    processes,
    path,
    end: async (keep) => {
      if (keep) {
        processes.release();
        return;
      }
      await processes.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
