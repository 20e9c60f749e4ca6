import { once } from 'node:events';
import { Agent, request } from 'node:http';

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Notification {
  readonly params?: { readonly subscription: number };
  readonly id?: number;
  readonly result?: number;
}

/** One client's connections to a chain: one over which it calls, kept open, and one over which it hears. */
export class Endpoint implements AsyncDisposable {
  readonly #rpcUrl: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (heard: Notification) => void>();
  #calls = 0;

  private constructor(rpcUrl: string, socket: WebSocket) {
    this.#rpcUrl = rpcUrl;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data)) as Notification));
  }

  static async open({ rpcUrl, wsUrl }: { rpcUrl: string; wsUrl: string }): Promise<Endpoint> {
    const socket = new WebSocket(wsUrl);
    await once(socket, 'open');
    return new Endpoint(rpcUrl, socket);
  }

  /** @throws Error when the chain refuses */
  async call(method: string, ...params: unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: (this.#calls += 1), method, params });
    const { result, error } = await this.#post(body);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** Listens for a transaction's confirmation; what it returns resolves with it. */
  async subscribe(signature: string): Promise<{ readonly confirmed: Promise<void> }> {
    const id = (this.#calls += 1);
    const subscribed = new Promise<Notification>((resolve) => this.#waiting.set(-id, resolve));
    const params = [signature, { commitment: 'confirmed' }];
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'signatureSubscribe', params }));
    const { result } = await subscribed;
    if (result === undefined) throw new Error('signatureSubscribe was refused');
    const told = new Promise<void>((resolve) => this.#waiting.set(result, () => resolve()));
    return { confirmed: told };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    // The chain may have ended before.
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #hear(heard: Notification): void {
    const about = heard.params?.subscription ?? -(heard.id ?? 0);
    this.#waiting.get(about)?.(heard);
    this.#waiting.delete(about);
  }

  #post(body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(this.#rpcUrl, { method: 'POST', agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as Answer));
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}
