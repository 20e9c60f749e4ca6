import { PublicKey } from '@solana/web3.js';
import { check, type Sent, numberOf, transactionsOf } from '../check.ts';
import { decodeGrant } from '../register.ts';
import { changeOneFile } from '../source.ts';
import type { World } from '../world.ts';
import type { Chain } from './chain.ts';
import type { People } from './enrol.ts';
import { giveAccess, type Granted, READER } from './grant.ts';
import { DATASET, type Published, publishVersion } from './publish.ts';
import { refusalFrame, type Refused } from './stranger.ts';
import { checkUnreadable } from '../keys.ts';

const LIMIT_MS = 2_000;
/** Of the node: see `meshid node --help`. */
const MAX_STALENESS_MS = 30_000;
const POLL_MS = 2_000;
const REFUSED_STATUS = 3;

export interface Revoked {
  readonly revokeToDenyMs: number;
  /** The same with every notification of the chain dropped. */
  readonly revokeToDenyDroppedMs: number;
  readonly blocksBeforeCut: number;
  readonly transactions: readonly Sent[];
}

/** The owner revokes: a transfer under way is cut, the next request refused, the next version unreadable. */
export async function revokeReader(
  world: World,
  chain: Chain,
  people: People,
  published: Published,
  granted: Granted,
  refused: Refused,
): Promise<Revoked> {
  const { owner, reader } = people;
  const withNotifications = await cutTransfer(world, chain, people, published, granted);
  check(
    withNotifications.ms <= LIMIT_MS,
    `the refusal took ${withNotifications.ms} ms, ${LIMIT_MS} are allowed`,
  );

  const [frame, got] = await Promise.all([
    refusalFrame(world, reader.home, owner.address, published.dataset, published.head),
    world.processes.run('get', DATASET, world.path('too-late'), '--home', reader.home),
  ]);
  check(frame === refused.frame, 'a reader who was revoked should get the same frame as a stranger');
  check(
    got.status === REFUSED_STATUS,
    `a get after the revocation should be refused, it ended with ${got.status}: ${got.stderr}`,
  );

  const copy = world.path('copy');
  await changeOneFile(copy, 'meshid changed this line in version 3, which the reader must not see');
  const third = await publishVersion(world, chain, owner.home, 3, copy);
  await checkUnreadable(owner.home, reader.home, third);

  const again = await giveAccess(world, chain, owner.home, reader.person, published.dataset);
  await dropNotifications(chain, true);
  const withoutNotifications = await cutTransfer(world, chain, people, published, granted);
  await dropNotifications(chain, false);
  const limit = MAX_STALENESS_MS + POLL_MS;
  check(
    withoutNotifications.ms <= limit,
    `without notifications the refusal took ${withoutNotifications.ms} ms, ${limit} are allowed`,
  );
  return {
    revokeToDenyMs: withNotifications.ms,
    revokeToDenyDroppedMs: withoutNotifications.ms,
    blocksBeforeCut: withNotifications.blocks,
    transactions: [
      ...withNotifications.transactions,
      ...third.transactions,
      ...again.transactions,
      ...withoutNotifications.transactions,
    ],
  };
}

/** Revokes while the reader's computer is fetching on one open stream; the time runs from the first confirmed sight of the revocation. */
async function cutTransfer(
  world: World,
  chain: Chain,
  { owner, reader }: People,
  { dataset, head }: Published,
  { grant }: Granted,
): Promise<{ ms: number; blocks: number; transactions: readonly Sent[] }> {
  const transfer = world.processes.lines(
    'block',
    dataset,
    head,
    '--peer',
    owner.address,
    '--follow',
    '--interval',
    '5',
    '--home',
    reader.home,
  );
  const first = await transfer.next();
  check(
    first.done !== true && first.value['answer'] === 'block',
    `the reader should be served before the revocation: ${JSON.stringify(first.value)}`,
  );
  const confirmed = revocationConfirmed(chain, grant);
  const revoking = world.processes.must('revoke', DATASET, READER, '--home', owner.home);
  let blocks = 1;
  let cutAt: number | undefined;
  for await (const line of transfer) {
    if (line['cut'] === true || line['answer'] === 'refused') {
      cutAt = numberOf(line, 'at');
      break;
    }
    blocks++;
  }
  const revocation = await revoking;
  check(cutAt !== undefined, 'the transfer should have been cut');
  return { ms: Math.max(0, cutAt - (await confirmed)), blocks, transactions: transactionsOf(revocation) };
}

/** When the chain first shows the grant as revoked at `confirmed`, in Unix milliseconds: asked for often, so that no notification is relied on. */
async function revocationConfirmed({ connection }: Chain, grant: string): Promise<number> {
  const address = new PublicKey(grant);
  for (;;) {
    const account = await connection.getAccountInfo(address, 'confirmed');
    if (account !== null && !decodeGrant(grant, account.data).active) return Date.now();
  }
}

async function dropNotifications(chain: Chain, drop: boolean): Promise<void> {
  const response = await fetch(chain.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'localnet_dropNotifications',
      params: [drop],
    }),
  });
  const answer = (await response.json()) as { error?: { message: string } };
  check(
    answer.error === undefined,
    `the local chain should take its fault switch: ${answer.error?.message ?? ''}`,
  );
}
