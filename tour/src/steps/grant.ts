import { check, type Sent, textOf, transactionsOf } from '../check.ts';
import { readGrant } from '../register.ts';
import type { World } from '../world.ts';
import type { Chain } from './chain.ts';
import type { People } from './enrol.ts';
import { DATASET, type Published } from './publish.ts';

export interface Granted {
  readonly grant: string;
  readonly transactions: readonly Sent[];
}

export const READER = 'family';

/** `meshid grant photos family`. */
export async function grantReader(
  world: World,
  chain: Chain,
  { owner, reader }: People,
  { dataset }: Published,
): Promise<Granted> {
  await world.processes.must('name', 'add', READER, reader.person, '--home', owner.home);
  return giveAccess(world, chain, owner.home, reader.person, dataset);
}

export async function giveAccess(
  world: World,
  chain: Chain,
  home: string,
  person: string,
  dataset: string,
): Promise<Granted> {
  const output = await world.processes.must('grant', DATASET, READER, '--home', home);
  const grant = textOf(output, 'grant');
  const onChain = await readGrant(chain, grant);
  check(
    onChain.resource === dataset && onChain.principal === person,
    'the grant should be on the dataset, to the reader',
  );
  check(onChain.active, 'the grant should be active on chain');
  return { grant, transactions: transactionsOf(output) };
}
