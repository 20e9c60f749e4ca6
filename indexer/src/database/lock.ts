import { chmodSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MeshidError } from '@meshid/sdk';

/**
 * Holds a folder until it is disposed or the process ends, however it ends. Node has no file locks of its own, and a file with
 * a process id lies after SIGKILL; SQLite's exclusive lock is the operating system's, so an empty SQLite file stands for it.
 *
 * @throws MeshidError `index/database-in-use`
 */
export function lockFolder(folder: string): Disposable {
  const file = path.join(folder, 'writer.lock');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    chmodSync(file, 0o600);
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    throw new MeshidError('index/database-in-use', { database: folder }, { cause: error });
  }
  const held = database;
  return { [Symbol.dispose]: () => held.close() };
}
