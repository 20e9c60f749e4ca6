import { MeshidError } from '@meshid/sdk';

export type Commitment = 'processed' | 'confirmed' | 'finalized';

export interface Rpc {
  readonly url: string;
  /**
   * One JSON-RPC call.
   *
   * @throws RpcError when the chain refuses it
   * @throws MeshidError `index/chain-away` when it doesn't answer
   */
  call(
    method: string,
    params: readonly unknown[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<unknown>;
}

/** The chain's own refusal. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;

  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message} (${code})`);
    this.code = code;
  }
}

/** "Minimum context slot has not been reached": the node that answered is behind. */
export const RPC_BEHIND = -32016;

/** A chain that hangs must show, so every call ends. */
const CALL_TIMEOUT_MS = 15_000;

export function httpRpc(url: string): Rpc {
  let id = 0;
  return {
    url,
    async call(method, params, { signal } = {}) {
      const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
      let answer: unknown;
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
        if (response.status === 429) throw new Error('too many requests');
        answer = await response.json();
      } catch (error) {
        signal?.throwIfAborted();
        throw chainAway(url, error);
      }
      return result(method, answer, url);
    },
  };
}

function result(method: string, answer: unknown, url: string): unknown {
  if (typeof answer === 'object' && answer !== null) {
    if ('error' in answer && typeof answer.error === 'object' && answer.error !== null) {
      const { code, message } = answer.error as { code?: unknown; message?: unknown };
      throw new RpcError(method, Number(code), String(message));
    }
    if ('result' in answer) return answer.result;
  }
  throw chainAway(url, new Error(`${method} was answered with something else than JSON-RPC`));
}

export function chainAway(url: string, error: unknown): MeshidError {
  const why = error instanceof Error ? causeOf(error) : String(error);
  // Endpoints of providers carry their key in the path or query.
  const shown = URL.canParse(url) ? new URL(url).origin : url;
  return new MeshidError('index/chain-away', { url: shown, why }, { cause: error, retryable: true });
}

/** `fetch` hides what happened in the cause. */
function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
