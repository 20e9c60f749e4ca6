import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answer, type Handler } from './dispatch.ts';

/** Agave's limit. */
const MAX_BODY = 50 * 1024;
/** Web pages may ask, as they may ask a validator; the answer holds nothing that isn't public. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': '*',
  'access-control-max-age': '86400',
};

/** The JSON-RPC server over HTTP, not listening yet. */
export function createRpcServer(call: Handler): Server {
  const server = createServer((request, response) => {
    serve(request, response, call).catch(() => response.destroy());
  });
  // Clients pool their connections; one that the server ends just as they send on it fails their call.
  server.keepAliveTimeout = 60_000;
  return server;
}

async function serve(request: IncomingMessage, response: ServerResponse, call: Handler): Promise<void> {
  if (request.method === 'OPTIONS') end(response, 204, '');
  else if (request.method === 'GET' && request.url === '/health') end(response, 200, 'ok', 'text/plain');
  else if (request.method !== 'POST') end(response, 405, 'POST or OPTIONS is required\n', 'text/plain');
  else await servePost(request, response, call);
}

async function servePost(request: IncomingMessage, response: ServerResponse, call: Handler): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    // The rest of the body is not read, so the connection can't be used again.
    response.setHeader('connection', 'close');
    end(response, 413, 'Payload too large\n', 'text/plain');
  } else {
    end(response, 200, (await answer(body, call)) ?? '');
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function end(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'application/json; charset=utf-8',
): void {
  response.writeHead(status, { ...CORS, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
