import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { isMeshidError, isRunning } from '@meshid/sdk';
import { startLocalnet, type Localnet } from './localnet.ts';
import type { LocalnetOptions } from './options.ts';

const HELP = `Runs a local Solana chain with the meshid program on it.

  --port N            HTTP port; WebSocket is on the next one (0: any free pair)
  --ledger DIR        keep the chain in this folder
  --repair            go on from before the damage of a damaged ledger
  --slot-ms N         milliseconds between two slots (400)
  --genesis-hash H    what tells this cluster from others (random; a ledger keeps its own)
  --faults            answer the localnet_* methods that break things
  --no-program        leave the meshid program out
  --program A=FILE    load another program at address A; may be repeated
  --parent-pid N      end when that process has ended
  --json              print one JSON line when ready
`;

// Most of what replaying a ledger makes is garbage at once. V8 would let the part of its heap for that grow to 100 MiB, and keep it.
setFlagsFromString('--semi-space-growth-factor=1');

const PARENT_POLL_MS = 500;
const USAGE = 2;

function readOptions(): { options: LocalnetOptions; json: boolean; parent: number | undefined } | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      ledger: { type: 'string' },
      'slot-ms': { type: 'string' },
      'genesis-hash': { type: 'string' },
      faults: { type: 'boolean', default: false },
      repair: { type: 'boolean', default: false },
      program: { type: 'string', multiple: true, default: [] },
      'no-program': { type: 'boolean', default: false },
      'parent-pid': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const programs = values.program.map((text) => {
    const [address, path] = text.split('=', 2);
    if (address === undefined || path === undefined)
      throw new TypeError(`--program expects ADDRESS=FILE, not "${text}"`);
    return { address, path };
  });
  const options: LocalnetOptions = {
    ...(values.port === undefined ? {} : { port: readNumber('--port', values.port, 0, 65_534) }),
    ...(values.ledger === undefined ? {} : { ledger: values.ledger }),
    ...(values['slot-ms'] === undefined
      ? {}
      : { slotMs: readNumber('--slot-ms', values['slot-ms'], 1, 60_000) }),
    ...(values['genesis-hash'] === undefined ? {} : { genesisHash: values['genesis-hash'] }),
    ...{ faults: values.faults, repair: values.repair, meshid: !values['no-program'], programs },
  };
  const parent = values['parent-pid'];
  return {
    ...{ options, json: values.json },
    parent: parent === undefined ? undefined : readNumber('--parent-pid', parent, 1, 2 ** 22),
  };
}

function readNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new TypeError(`${flag} expects a number from ${least} to ${most}, not "${text}"`);
}

/** Resolves when the process is asked to end: by a signal, or by its parent's end. */
function ending(parent: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    if (parent === undefined) return;
    const timer = setInterval(() => {
      if (isRunning(parent)) return;
      clearInterval(timer);
      resolve();
    }, PARENT_POLL_MS);
  });
}

function ready(
  { rpcUrl, wsUrl, genesisHash, programId }: Localnet,
  ledger: string | undefined,
  json: boolean,
): string {
  if (json) return JSON.stringify({ version: 1, ready: true, rpcUrl, wsUrl, genesisHash, programId, ledger });
  const lines = [`RPC        ${rpcUrl}`, `WebSocket  ${wsUrl}`, `Genesis    ${genesisHash}`];
  return [...lines, ...(programId === undefined ? [] : [`Program    ${programId}`])].join('\n');
}

async function main(): Promise<number> {
  let parsed: ReturnType<typeof readOptions>;
  try {
    parsed = readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'bad arguments'}\n\n${HELP}`);
    return USAGE;
  }
  if (parsed === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const { options, json, parent } = parsed;
  try {
    const ended = ending(parent);
    await using chain = await startLocalnet(options);
    process.stdout.write(`${ready(chain, options.ledger, json)}\n`);
    await Promise.race([ended, chain.failed]);
    return 0;
  } catch (error) {
    const code = isMeshidError(error) ? error.code : 'internal';
    const message = error instanceof Error ? error.message : 'unknown failure';
    process.stderr.write(
      json ? `${JSON.stringify({ version: 1, error: { code, message } })}\n` : `${message}\n`,
    );
    return 1;
  }
}

process.exit(await main());
