import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { secondsOf } from './process.ts';

export const hasRestic = (): boolean => spawnSync('restic', ['version']).status === 0;

/** A restic repository. What opening it takes, some of which is on purpose, is not counted. */
export class Restic {
  readonly #environment: Record<string, string>;
  #opening = 0;

  constructor(folder: string) {
    this.#environment = {
      RESTIC_REPOSITORY: join(folder, 'repository'),
      RESTIC_CACHE_DIR: join(folder, 'cache'),
      RESTIC_PASSWORD: 'bench',
    };
  }

  async init(): Promise<void> {
    await secondsOf('restic --quiet init', this.#environment);
    this.#opening = await secondsOf('restic --quiet cat config', this.#environment);
  }

  async backup(source: string): Promise<number> {
    return (await secondsOf(`cd ${source} && restic --quiet backup .`, this.#environment)) - this.#opening;
  }

  async restore(target: string): Promise<number> {
    const seconds = await secondsOf(`restic --quiet restore latest --target ${target}`, this.#environment);
    return seconds - this.#opening;
  }
}
