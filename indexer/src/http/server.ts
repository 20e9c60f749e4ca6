import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MeshidError } from '@meshid/sdk';
import type { Mirrored } from '../mirrored.ts';
import { notFound, sendError, sendJson } from './responses.ts';
import { ROUTES } from './routes.ts';

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
const CONNECTIONS_MOST = 1_024;

/**
 * Serves an index.
 *
 * @throws MeshidError `index/port-taken`
 */
export async function serve(
  mirrored: Mirrored,
  host: string,
  port: number,
  log: (message: string) => void,
): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 });
  server.maxConnections = CONNECTIONS_MOST;
  server.on('request', (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    answer(mirrored, request, response, host).catch((error: unknown) => {
      // What was sent but not read would be taken for the next request.
      if (!request.complete) response.setHeader('connection', 'close');
      sendError(response, error, log);
    });
  });
  await listening(server, host, port);
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  mirrored: Mirrored,
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
): Promise<void> {
  const name = (request.headers.host ?? '').replace(/:\d+$/, '');
  // A page in a browser that resolves its own name to 127.0.0.1 still sends that name.
  if (name !== host && !LOOPBACK_NAMES.includes(name)) {
    notFound(response);
    return;
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://index');
  const matching = ROUTES.flatMap((route) => {
    const match = route.path.exec(pathname);
    return match === null ? [] : [{ route, caught: match[1] ?? '' }];
  });
  const found = matching.find(({ route }) => route.method === request.method);
  if (matching.length === 0) {
    notFound(response);
    return;
  }
  if (found === undefined) {
    response.setHeader('allow', matching.map(({ route }) => route.method).join(', '));
    sendJson(response, 405, {
      error: { code: 'method-not-allowed', message: 'this address does not take that method' },
    });
    return;
  }
  await found.route.run(mirrored, { request, response, query: searchParams, caught: found.caught });
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new MeshidError('index/port-taken', { host, port }, { cause: error })
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
}
