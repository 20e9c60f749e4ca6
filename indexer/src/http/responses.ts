import type { ServerResponse } from 'node:http';
import { isMeshidError, MeshidError, type MeshidErrorCode } from '@meshid/sdk';

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

export function notFound(response: ServerResponse): void {
  sendJson(response, 404, { error: { code: 'not-found', message: 'there is nothing at this address' } });
}

const STATUSES: Partial<Record<MeshidErrorCode, number>> = {
  'input/invalid': 400,
  'index/refused': 422,
  'index/behind': 503,
  'index/chain-away': 503,
  'index/database-away': 503,
};

/** What went wrong inside is for the log, not for whoever asked. */
export function sendError(response: ServerResponse, error: unknown, log: (message: string) => void): void {
  const known = isMeshidError(error) && STATUSES[error.code] !== undefined ? error : undefined;
  if (known === undefined) log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, context, retryable } = known ?? INTERNAL;
  sendJson(response, STATUSES[code] ?? 500, { error: { code, message, context, retryable } });
}

const INTERNAL = new MeshidError(
  'index/database-away',
  { database: 'the index', why: 'an internal error' },
  { retryable: true },
);
