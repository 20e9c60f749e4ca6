import type { Command } from 'commander';
import { hostname } from 'node:os';
import { action, command } from '../command.ts';
import type { Context } from '../context.ts';
import { LOCAL } from '../places.ts';
import { readNumber, readUrl } from '../reading.ts';
import { transactionFields } from '../transactions.ts';

interface Options {
  readonly rpc: string;
  readonly ws?: string;
  readonly index: string;
  readonly wallet?: string;
  readonly airdrop?: string;
  readonly name?: string;
  readonly headless?: boolean;
  readonly walletOnly?: boolean;
}

export function initCommand(context: Context): Command {
  return command('init', 'Make this computer yours: keys, wallet, and your person on chain.', [
    'meshid init --airdrop 10                on a local chain',
    'meshid init --wallet ~/.config/solana/id.json --rpc https://api.devnet.solana.com',
    'meshid init --headless                  a device key only; then "meshid device request"',
    'meshid init --wallet-only               a wallet that is on no computer of the mesh',
  ])
    .option('--rpc <url>', "the chain's JSON-RPC", LOCAL.rpcUrl)
    .option('--ws <url>', "the chain's WebSocket (the port after the one of --rpc)")
    .option('--index <url>', 'the index', LOCAL.indexUrl)
    .option('--wallet <file>', 'take this wallet, a Solana key file; otherwise one is made')
    .option('--airdrop <sol>', "ask the cluster's faucet, on local and test clusters")
    .option('--name <label>', "this computer's name, sealed for its person")
    .option('--headless', 'a device key only')
    .option('--wallet-only', 'a wallet and its person only, no device')
    .action(
      action<Options>(context, async ({ sdk, output, homeDirectory, options: flow }, _args, options) => {
        const { initialise } = await sdk();
        const rpcUrl = readUrl(options.rpc, '--rpc', ['http:', 'https:']);
        const made = await initialise(
          {
            directory: await homeDirectory(),
            kind:
              options.headless === true ? 'headless' : options.walletOnly === true ? 'wallet' : 'computer',
            rpcUrl,
            wsUrl:
              options.ws === undefined ? websocketOf(rpcUrl) : readUrl(options.ws, '--ws', ['ws:', 'wss:']),
            indexUrl: readUrl(options.index, '--index', ['http:', 'https:']),
            walletFile: options.wallet,
            airdropSol:
              options.airdrop === undefined
                ? undefined
                : readNumber(options.airdrop, '--airdrop', { least: 0, most: 1_000_000 }),
            deviceName: options.name ?? hostname().slice(0, 60),
          },
          flow,
        );
        const { home, wallet, person, device, transactions } = made;
        const lines = [
          ['home', home],
          ['wallet', wallet],
          ['person', person],
          ['device', device],
        ].flatMap(([name, value]) => (value === undefined ? [] : [`${(name ?? '').padEnd(8)}${value}`]));
        output.result(
          { home, wallet, person, device, ...transactionFields(transactions) },
          [
            ...lines,
            ...(person === undefined ? ['Now: meshid device request --person PERSON --wait'] : []),
          ].join('\n'),
        );
      }),
    );
}

/** Validators and the local chain serve WebSocket on the port after JSON-RPC's; providers on the same host. */
function websocketOf(rpcUrl: string): string {
  const url = new URL(rpcUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (url.port !== '') url.port = String(Number(url.port) + 1);
  return url.href;
}
