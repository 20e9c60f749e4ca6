import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A chain's two addresses in front of another's, with one switch of the local chain's: `localnet_dropNotifications`. */
export interface Deaf extends AsyncDisposable {
  readonly rpcUrl: string;
  readonly wsUrl: string;
}

/** WebSocket promises delivery to nobody; here notifications are lost when they are told to be. */
export async function startDeaf(behind: { readonly rpcUrl: string; readonly wsUrl: string }): Promise<Deaf> {
  const loss = { drop: false };
  const server = createServer((request, response) => {
    forward(behind.rpcUrl, loss, request, response).catch(() => response.destroy());
  });
  // web3.js expects WebSockets on the port after the other one's, unless it is told; everybody here is told.
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (client) => {
    const chain = new WebSocket(behind.wsUrl);
    const early: string[] = [];
    client.on('message', (data: Buffer) => {
      if (chain.readyState === WebSocket.OPEN) chain.send(data.toString());
      else early.push(data.toString());
    });
    chain.addEventListener('open', () => early.forEach((text) => chain.send(text)));
    chain.addEventListener('message', ({ data }) => {
      const text = String(data);
      if (!loss.drop || !isNotification(text)) client.send(text);
    });
    chain.addEventListener('close', () => client.close());
    client.on('close', () => chain.close());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ rpcUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isNotification(text: string): boolean {
  return (JSON.parse(text) as { readonly method?: string }).method?.endsWith('Notification') === true;
}

async function forward(
  url: string,
  loss: { drop: boolean },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const { method, params, id } = JSON.parse(body) as { method?: string; params?: unknown[]; id?: unknown };
  const headers = { 'content-type': 'application/json' };
  if (method === 'localnet_dropNotifications') {
    loss.drop = params?.[0] === true;
    response.writeHead(200, headers).end(JSON.stringify({ jsonrpc: '2.0', id, result: null }));
    return;
  }
  const answer = await fetch(url, { method: 'POST', headers, body });
  response.writeHead(answer.status, headers).end(await answer.text());
}
