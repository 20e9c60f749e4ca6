import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseAddress, parseDeviceId } from '@meshid/sdk';
import type { Mirrored } from '../mirrored.ts';
import { FILTERS, listAccounts } from '../queries/accounts.ts';
import { readHistory } from '../queries/history.ts';
import * as rendezvous from '../queries/rendezvous.ts';
import { streamChanges } from './changes.ts';
import {
  onlyParameters,
  readAddresses,
  readBody,
  readChoice,
  readInteger,
  readJson,
  readLimit,
} from './requests.ts';
import { notFound, sendJson } from './responses.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the path's pattern caught. */
  readonly caught: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  run(mirrored: Mirrored, exchange: Exchange): Promise<void>;
}

const ADDRESSES_MOST = 100;
const PAGE_MOST = 1_000;
const PAGE_USUAL = 100;
const KINDS = ['person', 'device', 'dataset', 'grant'] as const;
const DIGEST = /^[0-9a-f]{64}$/;

export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/v1\/status$/,
    async run(mirrored, { response }) {
      sendJson(response, 200, await mirrored.status());
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/accounts$/,
    async run(mirrored, { request, response }) {
      const { addresses, minSlot } = await readJson(request, 16 * 1024);
      sendJson(
        response,
        200,
        await mirrored.accounts(readAddresses(addresses, ADDRESSES_MOST), readInteger(minSlot, 'minSlot')),
      );
    },
  },
  {
    method: 'GET',
    path: /^\/v1\/accounts$/,
    async run(mirrored, { response, query }) {
      onlyParameters(query, ['type', ...FILTERS, 'after', 'limit']);
      const address = (name: string) => (query.has(name) ? parseAddress(query.get(name) ?? '') : undefined);
      const { slot, ...rest } = await listAccounts(mirrored.database.prisma, {
        kind: readChoice(query.get('type'), 'type', KINDS),
        filters: Object.fromEntries(FILTERS.map((name) => [name, address(name)])),
        after: address('after'),
        limit: readLimit(query.get('limit'), PAGE_MOST, PAGE_USUAL),
      });
      sendJson(response, 200, { slot: slot.toString(), ...rest, readAgeMs: mirrored.age() });
    },
  },
  {
    method: 'GET',
    path: /^\/v1\/history$/,
    async run(mirrored, { response, query }) {
      onlyParameters(query, ['account', 'after', 'limit']);
      const answer = await readHistory(mirrored.database.prisma, {
        account: query.has('account') ? parseAddress(query.get('account') ?? '') : undefined,
        after: query.get('after') ?? undefined,
        limit: readLimit(query.get('limit'), PAGE_MOST, PAGE_USUAL),
      });
      sendJson(response, 200, answer);
    },
  },
  {
    method: 'GET',
    path: /^\/v1\/changes$/,
    async run(mirrored, { request, response, query }) {
      onlyParameters(query, ['from']);
      const from = readInteger(request.headers['last-event-id'] ?? query.get('from'), 'from');
      await streamChanges(mirrored, response, from);
    },
  },
  {
    method: 'PUT',
    path: /^\/v1\/peers\/([^/]+)$/,
    async run({ database }, { request, response, caught }) {
      const { record } = await readJson(request, 2 * rendezvous.PEER_RECORD_MOST_BYTES);
      const envelope = Buffer.from(typeof record === 'string' ? record : '', 'base64');
      await rendezvous.putPeerRecord(database.prisma, parseDeviceId(caught), envelope);
      sendJson(response, 200, {});
    },
  },
  {
    method: 'GET',
    path: /^\/v1\/peers\/([^/]+)$/,
    async run({ database }, { response, caught }) {
      const found = await rendezvous.findPeerRecord(database.prisma, parseDeviceId(caught));
      if (found === undefined) {
        notFound(response);
        return;
      }
      const { envelope, sequence, expiresAt } = found;
      sendJson(response, 200, {
        record: Buffer.from(envelope).toString('base64'),
        sequence,
        expiresAt: expiresAt.toISOString(),
      });
    },
  },
  {
    method: 'PUT',
    path: /^\/v1\/keyrings\/([^/]+)$/,
    async run(mirrored, { request, response, caught }) {
      if (!DIGEST.test(caught)) {
        notFound(response);
        return;
      }
      await mirrored.putKeyring(caught, await readBody(request, rendezvous.KEYRING_MOST_BYTES));
      sendJson(response, 200, {});
    },
  },
  {
    method: 'GET',
    path: /^\/v1\/keyrings\/([^/]+)$/,
    async run({ database }, { response, caught }) {
      const block = DIGEST.test(caught) ? await rendezvous.findKeyring(database.prisma, caught) : undefined;
      if (block === undefined) {
        notFound(response);
        return;
      }
      response
        .writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': block.length })
        .end(block);
    },
  },
];
