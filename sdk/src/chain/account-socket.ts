import type { Address } from '../identifiers.ts';

/** A node that has not taken a connection or confirmed a subscription by then is tried anew. */
const ANSWER_MS = 10_000;

export interface AccountSocketEvents {
  /** A change from now on is told; what changed before was not. */
  onStanding(address: Address): void;
  onChange(address: Address): void;
  onEnd(): void;
}

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly params?: { readonly subscription?: number };
}

/** One WebSocket connection with subscriptions to accounts. It never connects again by itself. */
export class AccountSocket {
  readonly #socket: WebSocket;
  readonly #events: AccountSocketEvents;
  /** By the request that subscribes, until the chain confirms it. */
  readonly #asked = new Map<number, Address>();
  /** By the chain's own number. */
  readonly #standing = new Map<number, Address>();
  readonly #wanted = new Set<Address>();
  #answer: NodeJS.Timeout | undefined;
  #id = 0;
  #ended = false;

  constructor(url: string, events: AccountSocketEvents) {
    this.#events = events;
    this.#socket = new WebSocket(url);
    this.#expectAnswer();
    this.#socket.addEventListener('open', () => {
      this.#answered();
      for (const address of this.#wanted) this.#subscribe(address);
    });
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data));
    this.#socket.addEventListener('error', () => this.close());
    this.#socket.addEventListener('close', () => this.close());
  }

  add(address: Address): void {
    if (this.#wanted.has(address)) return;
    this.#wanted.add(address);
    if (this.#socket.readyState === WebSocket.OPEN) this.#subscribe(address);
  }

  remove(address: Address): void {
    if (!this.#wanted.delete(address)) return;
    for (const [subscription, of] of this.#standing) if (of === address) this.#unsubscribe(subscription);
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#answer);
    this.#socket.close();
    this.#events.onEnd();
  }

  #subscribe(address: Address): void {
    const id = this.#send('accountSubscribe', [address, { commitment: 'confirmed', encoding: 'base64' }]);
    this.#asked.set(id, address);
    this.#expectAnswer();
  }

  #unsubscribe(subscription: number): void {
    this.#standing.delete(subscription);
    if (this.#socket.readyState === WebSocket.OPEN) this.#send('accountUnsubscribe', [subscription]);
  }

  #send(method: string, params: readonly unknown[]): number {
    const id = ++this.#id;
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return id;
  }

  #receive(data: unknown): void {
    const message = parse(data);
    // What isn't understood is no reason to listen on.
    if (message === undefined) this.close();
    if (message === undefined || this.#ended) return;
    const { id, result, params } = message;
    const changed = this.#standing.get(params?.subscription ?? -1);
    if (changed !== undefined) this.#events.onChange(changed);
    const address = this.#asked.get(id ?? -1);
    if (id === undefined || address === undefined) return;
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#answered();
    if (typeof result !== 'number') {
      this.close();
      return;
    }
    this.#standing.set(result, address);
    if (this.#wanted.has(address)) this.#events.onStanding(address);
    else this.#unsubscribe(result);
  }

  #expectAnswer(): void {
    this.#answer ??= setTimeout(() => this.close(), ANSWER_MS);
  }

  #answered(): void {
    clearTimeout(this.#answer);
    this.#answer = undefined;
  }
}

function parse(data: unknown): Message | undefined {
  try {
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
