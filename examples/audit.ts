/**
 * Lists every grant that a dataset ever had, from the register itself: who, what, since when, until when. `audit.ts HOME DATASET [--json]`
 *
 * No index is asked and nobody has to be trusted but the RPC endpoint: accounts and transactions are read from the chain.
 */
import { type Grant, isMeshidError, type Meshid, openMeshid, resolveDataset } from '@meshid/sdk';

interface Line {
  readonly who: string;
  readonly what: string;
  readonly since: string;
  readonly until: string;
  readonly state: string;
  readonly grantedBy: string;
}

const [home, dataset, format] = process.argv.slice(2);
if (home === undefined || dataset === undefined) {
  console.error('usage: audit.ts HOME DATASET [--json]');
  process.exitCode = 2;
} else {
  try {
    const lines = await audit(await openMeshid(home), dataset);
    if (format === '--json') for (const line of lines) console.log(JSON.stringify(line));
    else for (const line of lines) console.log(inWords(line));
  } catch (error) {
    if (!isMeshidError(error)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}

async function audit(meshid: Meshid, name: string): Promise<Line[]> {
  const { chain } = meshid;
  const resource = await resolveDataset(meshid, name);
  const now = await chain.now();
  const grants = await chain.list('grant', { resource });
  const lines = grants.map(async (grant): Promise<Line> => {
    // Oldest last. A grant's address is its dataset's and its principal's, so the first transaction there is the first grant.
    const first = (await chain.transactions(grant.address)).at(-1);
    return {
      who: `${grant.principalKind} ${grant.principal}`,
      what: [...grant.permissions].join('+'),
      since: grant.notBefore > 0n ? dateOf(grant.notBefore) : (first?.time?.toISOString() ?? 'unknown'),
      until: grant.expiresAt > 0n ? dateOf(grant.expiresAt) : 'for ever',
      state: stateOf(grant, now),
      grantedBy: grant.granter,
    };
  });
  return (await Promise.all(lines)).sort((one, other) => one.since.localeCompare(other.since));
}

/** An expired grant is as if it were absent, whether or not anybody cleaned it up. */
function stateOf({ status, notBefore, expiresAt }: Grant, now: bigint): string {
  if (status === 'revoked') return 'revoked';
  if (expiresAt > 0n && expiresAt <= now) return 'expired';
  return notBefore > now ? 'not yet' : 'in force';
}

function inWords({ who, what, since, until, state, grantedBy }: Line): string {
  return `${who}: ${what}, since ${since}, until ${until}, ${state}, by ${grantedBy}`;
}

function dateOf(unixSeconds: bigint): string {
  return new Date(Number(unixSeconds) * 1000).toISOString();
}
