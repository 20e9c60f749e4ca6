import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A port that leads to another, until a test closes it or makes it swallow everything: a network that breaks. */
export class Gate implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: 'open' | 'closed' | 'silent' = 'open';

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near: Socket) => this.#join(near, target));
  }

  /** @param url of the place on this machine that it leads to */
  static async to(url: string): Promise<Gate> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Gate(server, Number(new URL(url).port));
  }

  /** Breaks what is connected and takes nobody. */
  close(): void {
    this.#become('closed');
  }

  /** Takes everybody, passes nothing on, and says nothing; what was connected gets no more either. */
  silence(): void {
    this.#state = 'silent';
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Lets through again; what was caught in the silence is broken, as a connection that timed out is. */
  open(): void {
    this.#become('open');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #become(state: 'open' | 'closed'): void {
    this.#state = state;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #join(near: Socket, target: number): void {
    near.on('error', () => undefined);
    if (this.#state === 'closed') {
      near.destroy();
      return;
    }
    this.#sockets.add(near);
    near.on('close', () => this.#sockets.delete(near));
    if (this.#state === 'silent') return;
    const far = connect(target, '127.0.0.1');
    this.#sockets.add(far);
    far.on('error', () => near.destroy());
    far.on('close', () => {
      this.#sockets.delete(far);
      near.destroy();
    });
    near.on('close', () => far.destroy());
    near.pipe(far).pipe(near);
  }
}
