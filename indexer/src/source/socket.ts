import { chainAway } from './rpc.ts';

/** A notification's `result`. */
export type OnNotification = (result: unknown) => void;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Many providers end a silent connection after a minute; slots make ours talk several times a second. */
const SILENCE_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Subscriptions over one WebSocket connection. It never connects again by itself: what was missed meanwhile has to be read. */
export class Subscriptions {
  readonly #url: string;
  readonly #socket: WebSocket;
  readonly #handlers = new Map<number, OnNotification>();
  readonly #pending = new Map<number, Pending>();
  readonly #ended = new AbortController();
  #silence: NodeJS.Timeout;
  #id = 0;

  private constructor(url: string, socket: WebSocket) {
    this.#url = url;
    this.#socket = socket;
    this.#silence = this.#watchSilence();
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', () => this.#end('the connection ended'));
    socket.addEventListener('error', () => this.#end('the connection failed'));
  }

  /** @throws MeshidError `index/chain-away` */
  static async connect(url: string, signal: AbortSignal): Promise<Subscriptions> {
    const socket = new WebSocket(url);
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.addEventListener('open', () => resolve(), { once: true });
        socket.addEventListener('error', () => reject(new Error('its WebSocket does not answer')), {
          once: true,
        });
        timeout.addEventListener('abort', () => reject(new Error('its WebSocket did not answer in time')), {
          once: true,
        });
      });
    } catch (error) {
      socket.close();
      signal.throwIfAborted();
      throw chainAway(url, error);
    }
    return new Subscriptions(url, socket);
  }

  /** Aborts when the connection ends, with the reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Resolves when the chain confirmed the subscription. */
  async subscribe(method: string, params: readonly unknown[], onNotification: OnNotification): Promise<void> {
    this.ended.throwIfAborted();
    const id = ++this.#id;
    const subscription = await new Promise((resolve, reject) => {
      // Notifications may follow the answer within the same turn, so the handler has to be there before.
      this.#pending.set(id, {
        resolve: (result) => {
          this.#handlers.set(Number(result), onNotification);
          resolve(result);
        },
        reject,
      });
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
    if (typeof subscription !== 'number') throw chainAway(this.#url, new Error(`${method} was refused`));
  }

  close(): void {
    this.#end('it was closed here');
  }

  #receive(data: unknown): void {
    this.#silence.refresh();
    if (typeof data !== 'string') return;
    let message: {
      id?: number;
      result?: unknown;
      error?: { message?: string };
      params?: { subscription?: number; result?: unknown };
    };
    try {
      message = JSON.parse(data) as typeof message;
    } catch {
      this.#end('it sent something that is no JSON');
      return;
    }
    if (message.params?.subscription !== undefined) {
      try {
        this.#handlers.get(message.params.subscription)?.(message.params.result);
      } catch (error) {
        this.#end(error instanceof Error ? error.message : 'it sent something malformed');
      }
      return;
    }
    const pending = this.#pending.get(message.id ?? -1);
    this.#pending.delete(message.id ?? -1);
    if (message.error === undefined) pending?.resolve(message.result);
    else
      pending?.reject(chainAway(this.#url, new Error(message.error.message ?? 'a subscription was refused')));
  }

  #watchSilence(): NodeJS.Timeout {
    return setTimeout(() => this.#end('it fell silent'), SILENCE_MS);
  }

  #end(why: string): void {
    if (this.#ended.signal.aborted) return;
    clearTimeout(this.#silence);
    const error = chainAway(this.#url, new Error(why));
    this.#ended.abort(error);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#socket.close();
  }
}
