import type { Connection } from '@solana/web3.js';

interface ReconnectingSocket {
  setAutoReconnect(on: boolean): void;
  removeAllListeners(event: 'error'): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/**
 * Whether a connection's WebSocket comes back when the chain was away.
 *
 * web3.js has no public way to say so: it tries for ever, which keeps a process up that has nothing else left to do, and prints each
 * failure to standard error. A chain that is away shows in what is read.
 */
export function keepReconnecting(connection: Connection, on: boolean): void {
  const socket: unknown = Reflect.get(connection, '_rpcWebSocket');
  if (!isReconnectingSocket(socket)) return;
  socket.setAutoReconnect(on);
  socket.removeAllListeners('error');
  socket.on('error', () => undefined);
}

function isReconnectingSocket(value: unknown): value is ReconnectingSocket {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['setAutoReconnect', 'removeAllListeners', 'on'].every(
      (method) => typeof Reflect.get(value, method) === 'function',
    )
  );
}
