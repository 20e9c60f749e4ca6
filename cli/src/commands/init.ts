import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { hostname } from 'node:os';
import { action, command, type Running } from '../command.ts';
import type { Context } from '../context.ts';
import { LOCAL } from '../places.ts';
import { RECOVERY_DELAY, teachPhrase } from '../phrase.ts';
import { readDuration, readNumber, readUrl } from '../reading.ts';
import { transactionFields } from '../transactions.ts';

interface Options {
  readonly rpc?: string;
  readonly ws?: string;
  readonly index?: string;
  readonly wallet?: string;
  readonly airdrop?: string;
  readonly name?: string;
  readonly headless?: boolean;
  readonly walletOnly?: boolean;
  readonly successor?: boolean;
  readonly recovery: boolean;
}

export function initCommand(context: Context): Command {
  return command('init', 'Make this computer yours: keys, wallet, and your person on chain.', [
    'meshid init --airdrop 10                on a local chain',
    'meshid init --wallet ~/.config/solana/id.json --rpc https://api.devnet.solana.com',
    'meshid init --headless                  a device key only; then "meshid device request"',
    'meshid init --wallet-only               a wallet that is on no computer of the mesh',
    'meshid init --successor                 for a person who is recovered or handed over to this wallet',
  ])
    .option('--rpc <url>', `the chain's JSON-RPC (${LOCAL.rpcUrl}, or the cluster that was chosen)`)
    .option('--ws <url>', "the chain's WebSocket (the port after the one of --rpc)")
    .option('--index <url>', `the index (${LOCAL.indexUrl})`)
    .option('--wallet <file>', 'take this wallet, a Solana key file; otherwise one is made')
    .option('--airdrop <sol>', "ask the cluster's faucet, on local and test clusters")
    .option('--name <label>', "this computer's name, sealed for its person")
    .option('--headless', 'a device key only')
    .option('--wallet-only', 'a wallet and its person only, no device')
    .option('--successor', 'a wallet and a device key, and no person of their own')
    .option('--no-recovery', 'make no recovery phrase now')
    .action(
      action<Options>(context, async (running, _args, options) => {
        const { sdk, output, homeDirectory, options: flow } = running;
        const kind = kindOf(options);
        const { initialise, findNewCluster, websocketOf } = await sdk();
        const directory = await homeDirectory();
        const made = await initialise(
          {
            ...{ directory, kind },
            ...placesOf(options, await findNewCluster(directory), websocketOf),
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
          [...lines, ...(person === undefined ? [NEXT[kind]] : [])].join('\n'),
        );
        if (person !== undefined && options.recovery) await makeRecovery(running);
      }),
    );
}

/** Where somebody can be asked, the person gets a recovery at once: later is often too late. A program has to ask for it. */
async function makeRecovery({ context, sdk, open, output, options: flow }: Running): Promise<void> {
  const { createRecoveryPhrase, ownPerson, recoveryKeys, recoveryOf, setRecovery } = await sdk();
  const meshid = await open();
  const { recovery, pendingRecovery } = await ownPerson(meshid);
  if (recovery !== undefined || pendingRecovery !== undefined) return;
  if (context.stdin.isTTY !== true || output.json) {
    output.notice(
      'No recovery is set: what this computer and its wallet hold is lost when they are. Set one with: meshid recovery set',
    );
    return;
  }
  const phrase = createRecoveryPhrase();
  await teachPhrase(context, phrase);
  const delay = BigInt(readDuration(RECOVERY_DELAY, 'recovery'));
  await setRecovery(meshid, recoveryOf(recoveryKeys(phrase), delay), flow);
  output.notice(
    `The recovery is set: it takes ${RECOVERY_DELAY} to come into effect once it is started, in which you can cancel it.`,
  );
}

interface Places {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly indexUrl: string;
}

type Kind = 'computer' | 'headless' | 'wallet' | 'successor';

/** What is given, or else what was chosen, or else what runs here. */
function placesOf(
  { rpc, ws, index }: Options,
  chosen: Places | undefined,
  websocketOf: (rpcUrl: string) => string,
): Places {
  const rpcUrl =
    rpc === undefined ? (chosen?.rpcUrl ?? LOCAL.rpcUrl) : readUrl(rpc, '--rpc', ['http:', 'https:']);
  const besides = rpc === undefined && chosen !== undefined ? chosen.wsUrl : websocketOf(rpcUrl);
  return {
    rpcUrl,
    wsUrl: ws === undefined ? besides : readUrl(ws, '--ws', ['ws:', 'wss:']),
    indexUrl:
      index === undefined
        ? (chosen?.indexUrl ?? LOCAL.indexUrl)
        : readUrl(index, '--index', ['http:', 'https:']),
  };
}

/** What comes next in a home that has no person. */
const NEXT: Partial<Record<Kind, string>> = {
  headless: 'Now: meshid device request --person PERSON --wait',
  successor: 'Now: meshid recovery start PERSON, or meshid person accept PERSON',
};

/** @throws MeshidError `input/invalid` */
function kindOf({ headless, walletOnly, successor }: Options): Kind {
  const kinds: Kind[] = [];
  if (headless === true) kinds.push('headless');
  if (walletOnly === true) kinds.push('wallet');
  if (successor === true) kinds.push('successor');
  const [kind = 'computer', other] = kinds;
  if (other !== undefined)
    throw new MeshidError('input/invalid', {
      what: 'kind of home',
      why: '--headless, --wallet-only and --successor exclude each other',
    });
  return kind;
}
