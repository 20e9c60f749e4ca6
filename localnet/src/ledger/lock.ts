import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshidError } from '@meshid/sdk';

export interface Lock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that uses `folder`. The lock is a listening socket, which the system takes back
 * when its process dies in whatever way, so none is ever left behind.
 *
 * @throws MeshidError `localnet/ledger-in-use`
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const name = `meshid-ledger-${createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  try {
    // Linux has names that are no files. Elsewhere a dead process leaves its file behind.
    await listenOn(server, process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name));
  } catch (cause) {
    throw new MeshidError('localnet/ledger-in-use', { ledger: folder }, { cause });
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listenOn(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, resolve);
  });
}
