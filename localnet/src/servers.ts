import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { MeshidError } from '@meshid/sdk';
import type { NotificationFaults } from './faults/notification-faults.ts';
import type { SubscriptionHub } from './pubsub/hub.ts';
import { serveSession } from './pubsub/session.ts';
import type { Handler } from './rpc/dispatch.ts';
import { createRpcServer } from './rpc/http-server.ts';

const MAX_MESSAGE = 256 * 1024;
/** Clients that know the HTTP address only expect the WebSocket on the port after it, so two free ports in a row are needed. */
const ATTEMPTS = 50;

export interface Servers {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens for HTTP on `port` and for WebSockets on it and on the next; 0 means any free pair. */
export async function listen(
  host: string,
  port: number,
  call: Handler,
  hub: SubscriptionHub,
  faults: NotificationFaults,
): Promise<Servers> {
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE });
  webSockets.on('connection', (socket) => serveSession(socket, hub, faults));
  const withUpgrade = (server: Server) =>
    server.on('upgrade', (request, socket, head) =>
      webSockets.handleUpgrade(request, socket, head, (client) =>
        webSockets.emit('connection', client, request),
      ),
    );
  const pair = await listenOnPair(host, port, () => [
    withUpgrade(createRpcServer(call)),
    withUpgrade(
      createServer((_request, response) => response.writeHead(426, { upgrade: 'websocket' }).end()),
    ),
  ]);
  return {
    port: portOf(pair[0]),
    async close() {
      for (const client of webSockets.clients) client.terminate();
      await Promise.all(pair.map(closeServer));
    },
  };
}

type Pair = [Server, Server];

async function listenOnPair(host: string, port: number, create: () => Pair): Promise<Pair> {
  for (let attempt = 1; ; attempt++) {
    const pair = create();
    try {
      await listenOn(pair[0], host, port);
      await listenOn(pair[1], host, portOf(pair[0]) + 1);
      return pair;
    } catch (cause) {
      await Promise.all(pair.map(closeServer));
      if (port !== 0 || attempt === ATTEMPTS)
        throw new MeshidError('localnet/port-taken', { host, port }, { cause });
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
