import { Ed25519Program, PublicKey } from '@solana/web3.js';
import { check, type Sent, textOf, transactionsOf } from '../check.ts';
import type { World } from '../world.ts';
import type { Chain } from './chain.ts';
import type { Index } from './index.ts';

export interface Computer {
  readonly home: string;
  readonly person: string;
  readonly device: string;
  /** Where its node listens, as a multiaddr. */
  readonly address: string;
}

export interface People {
  readonly owner: Computer;
  readonly reader: Computer;
  readonly stranger: Computer;
  /** The home of the reader's wallet: on no computer of the mesh. */
  readonly readersWallet: string;
  readonly transactions: readonly Sent[];
}

/** Two persons and a stranger, each with a computer that is a process, a folder and a key of its own. */
export async function enrolEverybody(world: World, chain: Chain, index: Index): Promise<People> {
  const { processes } = world;
  const places = ['--rpc', chain.rpcUrl, '--ws', chain.wsUrl, '--index', index.indexUrl];
  const withWallet = async (name: string, ...more: string[]): Promise<Readonly<Record<string, unknown>>> =>
    processes.must('init', '--home', world.path(name), ...places, '--airdrop', '10', '--name', name, ...more);

  const [owner, stranger, wallet] = await Promise.all([
    withWallet('owner'),
    withWallet('stranger'),
    withWallet('readers-wallet', '--wallet-only'),
    processes.must('init', '--home', world.path('reader'), ...places, '--headless', '--name', 'reader'),
  ]);
  const person = textOf(wallet, 'person');
  const approval = await enrolByTicket(world, person);

  await verifyTicketTransaction(chain, transactionsOf(approval));
  const [ownersComputer, readersComputer, strangersComputer] = await Promise.all([
    startComputer(world, 'owner', textOf(owner, 'person'), textOf(owner, 'device')),
    startComputer(world, 'reader', person, textOf(approval, 'device')),
    startComputer(world, 'stranger', textOf(stranger, 'person'), textOf(stranger, 'device')),
  ]);
  return {
    owner: ownersComputer,
    reader: readersComputer,
    stranger: strangersComputer,
    readersWallet: world.path('readers-wallet'),
    transactions: transactionsOf(owner, stranger, wallet, approval),
  };
}

async function startComputer(world: World, name: string, person: string, device: string): Promise<Computer> {
  const home = world.path(name);
  const node = await world.processes.start(`${name}-node`, 'node', '--home', home);
  check(textOf(node, 'device') === device, `the ${name}'s node should run under its own key`);
  const addresses: unknown = node['addresses'];
  const address: unknown = Array.isArray(addresses) ? addresses[0] : undefined;
  check(typeof address === 'string', `the ${name}'s node should say where it listens`);
  return { home, person, device, address };
}

/** The headless computer shows a ticket and waits; the wallet approves it from its own folder. */
async function enrolByTicket(world: World, person: string): Promise<Readonly<Record<string, unknown>>> {
  const request = world.processes.lines(
    'device',
    'request',
    '--home',
    world.path('reader'),
    '--person',
    person,
    '--wait',
  );
  const first = await request.next();
  check(first.done !== true, 'the computer should show a ticket');
  const approval = await world.processes.must(
    ...[
      'device',
      'approve',
      textOf(first.value, 'ticket'),
      '--home',
      world.path('readers-wallet'),
      '--name',
      'reader',
    ],
  );
  const second = await request.next();
  check(
    second.done !== true && second.value['enrolled'] === true,
    'the computer should learn that it is enrolled',
  );
  await request.return(0);
  return approval;
}

/** Sees on chain that the device's own proof went through the Ed25519 precompile, and that the device itself did not sign. */
async function verifyTicketTransaction(chain: Chain, sent: readonly Sent[]): Promise<void> {
  const enrolment = sent.find(({ instruction }) => instruction === 'enroll_device');
  check(enrolment !== undefined, 'the approval should have sent enroll_device');
  const transaction = await chain.connection.getTransaction(enrolment.signature, {
    maxSupportedTransactionVersion: 0,
    commitment: 'confirmed',
  });
  const keys = transaction?.transaction.message.staticAccountKeys ?? [];
  const programs =
    transaction?.transaction.message.compiledInstructions.map(({ programIdIndex }) => keys[programIdIndex]) ??
    [];
  check(
    programs.some((program) => program?.equals(Ed25519Program.programId)),
    'the ticket should go through the Ed25519 precompile',
  );
  check(
    programs.some((program) => program?.equals(new PublicKey(chain.programId))),
    'the enrolment should be in the same transaction',
  );
}
