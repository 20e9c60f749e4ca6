import { setImmediate } from 'node:timers/promises';
import { parseJson } from '../encoding/json.ts';
import { ACCOUNT_METHODS } from './methods/accounts.ts';
import { BLOCK_METHODS } from './methods/blocks.ts';
import { CLUSTER_METHODS } from './methods/cluster.ts';
import { FEE_METHODS } from './methods/fees.ts';
import { HISTORY_METHODS } from './methods/history.ts';
import { SIMULATION_METHODS } from './methods/simulation.ts';
import { SUPPLY_METHODS } from './methods/supply.ts';
import { TOKEN_METHODS } from './methods/tokens.ts';
import { TRANSACTION_METHODS } from './methods/transactions.ts';
import { Params } from './params.ts';
import { INTERNAL_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, RpcError } from './rpc-error.ts';

/** Answers one call; `undefined` when the method is none of this table's. */
export type Handler = (method: string, params: Params) => unknown;

const TABLES = [
  ...[ACCOUNT_METHODS, BLOCK_METHODS, CLUSTER_METHODS, FEE_METHODS],
  ...[HISTORY_METHODS, SIMULATION_METHODS, SUPPLY_METHODS, TOKEN_METHODS, TRANSACTION_METHODS],
];
export const METHODS = new Map(TABLES.flatMap((table) => Object.entries(table)));

const MAX_BATCH = 1_000;

type Id = string | number | bigint | null;

interface Answer {
  readonly jsonrpc: '2.0';
  readonly id: unknown;
}

/**
 * Answers a JSON-RPC message, single or batch.
 *
 * @returns the text to send, or `undefined` when it held notifications only
 */
export async function answer(text: string, call: Handler): Promise<string | undefined> {
  let message: unknown;
  try {
    message = parseJson(text);
  } catch {
    return JSON.stringify(failure(null, new RpcError(PARSE_ERROR, 'Parse error')));
  }
  if (!Array.isArray(message)) {
    const single = await answerOne(message, call);
    return single === undefined ? undefined : JSON.stringify(single);
  }
  if (message.length === 0 || message.length > MAX_BATCH)
    return JSON.stringify(failure(null, new RpcError(INVALID_REQUEST, 'Invalid request')));
  const answers: Answer[] = [];
  for (const request of message as unknown[]) {
    const one = await answerOne(request, call);
    if (one !== undefined) answers.push(one);
    // Executing blocks the thread, so others get their turn between two calls of a batch.
    await setImmediate();
  }
  return answers.length === 0 ? undefined : JSON.stringify(answers);
}

async function answerOne(request: unknown, call: Handler): Promise<Answer | undefined> {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return failure(null, new RpcError(INVALID_REQUEST, 'Invalid request'));
  const { jsonrpc, method, params, id } = request as Readonly<Record<string, unknown>>;
  const known = isId(id) ? id : null;
  if (
    (jsonrpc !== undefined && jsonrpc !== '2.0') ||
    typeof method !== 'string' ||
    (id !== undefined && !isId(id))
  )
    return failure(known, new RpcError(INVALID_REQUEST, 'Invalid request'));
  try {
    const result = await call(method, new Params(params));
    if (id === undefined) return undefined;
    return { jsonrpc: '2.0', result: result ?? null, id: idView(known) } as Answer;
  } catch (error) {
    return id === undefined ? undefined : failure(known, error);
  }
}

export function methodNotFound(): RpcError {
  return new RpcError(METHOD_NOT_FOUND, 'Method not found');
}

function isId(id: unknown): id is Id {
  return id === null || typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint';
}

function idView(id: Id): unknown {
  return typeof id === 'bigint' ? JSON.rawJSON(id.toString()) : id;
}

function failure(id: Id, cause: unknown): Answer {
  const error =
    cause instanceof RpcError
      ? {
          code: cause.code,
          message: cause.message,
          ...(cause.data === undefined ? {} : { data: cause.data }),
        }
      : {
          code: INTERNAL_ERROR,
          message: `Internal error: ${cause instanceof Error ? cause.message : 'unknown'}`,
        };
  return { jsonrpc: '2.0', error, id: idView(id) } as Answer;
}
