import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { websocketOf } from '@meshid/sdk';

export interface Command {
  readonly verify: boolean;
  readonly help: boolean;
  readonly json: boolean;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly database: string;
  readonly port: number;
  readonly parentPid: number | undefined;
  /** Of a running index, to verify what it answers. */
  readonly indexUrl: string | undefined;
}

export class UsageError extends Error {}

export const HELP = `Mirrors the register of a chain into Postgres and serves it on 127.0.0.1.

  meshid-indexer [--rpc URL] [--ws URL] [--port N] [--database FOLDER|URL] [--json]
  meshid-indexer verify [--rpc URL] [--database FOLDER|URL | --index URL] [--json]

  --rpc URL           JSON-RPC of the chain (http://127.0.0.1:8899)
  --ws URL            its WebSocket (the port after the one of --rpc)
  --port N            port of the HTTP interface (any that is free)
  --database WHERE    a folder for the embedded Postgres, or a postgres:// URL (DATABASE_URL, or ~/.meshid/index)
  --index URL         verify: ask this running index, instead of opening its database
  --parent-pid N      end when that process ends
  --json              JSON lines on stdout; the first says that the mirror is ready

verify reads the whole register from the chain again and compares every row; exit status 1 when one differs.
`;

const DEFAULT_RPC = 'http://127.0.0.1:8899';

/** @throws UsageError */
export function readCommand(args: string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args);
  const [first, ...others] = positionals;
  if (others.length > 0 || (first !== undefined && first !== 'verify'))
    throw new UsageError(`there is no command "${positionals.join(' ')}"; see --help`);
  const rpcUrl = url(values.rpc ?? DEFAULT_RPC, '--rpc', ['http:', 'https:']);
  return {
    verify: first === 'verify',
    help: values.help ?? false,
    json: values.json ?? false,
    rpcUrl,
    wsUrl: url(values.ws ?? websocketOf(rpcUrl), '--ws', ['ws:', 'wss:']),
    database:
      values.database ??
      env['DATABASE_URL'] ??
      path.join(env['MESHID_HOME'] ?? path.join(os.homedir(), '.meshid'), 'index'),
    port: integer(values.port ?? '0', '--port', 65_535),
    parentPid:
      values['parent-pid'] === undefined ? undefined : integer(values['parent-pid'], '--parent-pid', 2 ** 31),
    indexUrl: values.index === undefined ? undefined : url(values.index, '--index', ['http:', 'https:']),
  };
}

function parse(args: string[]) {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{ rpc: text, ws: text, port: text, database: text, index: text, 'parent-pid': text },
        ...{ json: flag, help: { ...flag, short: 'h' } },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function url(text: string, flag: string, protocols: string[]): string {
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol))
    throw new UsageError(`${flag} takes a URL (${protocols.join(' or ')}…)`);
  return text;
}

function integer(text: string, flag: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) throw new UsageError(`${flag} takes a whole number up to ${most}`);
  return value;
}
