import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalnet, type Localnet, type LocalnetOptions } from '@meshid/localnet';
import { Connection, Keypair, LAMPORTS_PER_SOL, type Commitment } from '@solana/web3.js';

/** A chain with short slots, so that nothing waits for long. */
export function startChain(options: LocalnetOptions = {}): Promise<Localnet> {
  return startLocalnet({ slotMs: 20, meshid: false, ...options });
}

/** A web3.js connection whose socket closes with its scope: it would reconnect for ever otherwise. */
export class TestConnection extends Connection {
  [Symbol.dispose](): void {
    const socket = Reflect.get(this, '_rpcWebSocket') as {
      close(): void;
      setAutoReconnect(on: boolean): void;
    };
    socket.setAutoReconnect(false);
    socket.close();
  }
}

export function connect(chain: Localnet, commitment: Commitment = 'confirmed'): TestConnection {
  return new TestConnection(chain.rpcUrl, { commitment, wsEndpoint: chain.wsUrl });
}

/** A new wallet that can pay. */
export async function fundedWallet(connection: Connection, sol = 10): Promise<Keypair> {
  const wallet = Keypair.generate();
  const signature = await connection.requestAirdrop(wallet.publicKey, sol * LAMPORTS_PER_SOL);
  await until(async () => (await connection.getBalance(wallet.publicKey)) > 0, `airdrop ${signature}`);
  return wallet;
}

/** Waits for a condition that others bring about. @throws Error when it doesn't come true in time */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 10_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface RpcReply {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly id?: unknown;
}

/** Posts a body as it is and reads the answer. */
export async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, text: await response.text() };
}

export async function rpc(url: string, method: string, ...params: unknown[]): Promise<RpcReply> {
  const { text } = await post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  return JSON.parse(text) as RpcReply;
}

/** A folder that is gone with its scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'meshid-localnet-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
