import {
  grantAddress,
  type Permission,
  type Person,
  permissionsOf,
  RESOURCE_PERMISSION_BITS,
  type ResourceKind,
  type Sent,
} from '../chain/index.ts';
import type { Keyring, KeyringHolder } from '../crypto/index.ts';
import { datasetKeys, renewEpoch, sealForReaders } from '../dataset/keys.ts';
import { effectiveReaders, findHolder } from '../dataset/readers.ts';
import { MeshidError } from '../errors.ts';
import { renewGroup } from '../group/keys.ts';
import type { Address, GrantId, ProgramId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';
import { walletAddress } from '../person/instructions.ts';
import { renewPersonKeyring, shareKeyring, signalOf } from '../person/keyring.ts';
import { administering, underGrant } from './acting.ts';
import { grantAccess } from './instructions.ts';
import { type Principal, resolvePrincipal } from './principal.ts';

export interface GiveInput {
  /** The Dataset, Port, Device or Group account. */
  readonly resource: Address;
  /** A name, or the address of a person, device or group. */
  readonly principal: string;
  /** What the kind of resource has; see `permissionsWith`. */
  readonly permissions: Iterable<Permission>;
  /** At once unless given. */
  readonly notBefore?: Date | undefined;
  /** For ever unless given. */
  readonly until?: Date | undefined;
  /** Only inside the jobs of this program. */
  readonly program?: ProgramId | undefined;
}

export interface Given {
  readonly grant: GrantId;
  readonly resource: Address;
  readonly principal: Address;
  readonly transactions: readonly Sent[];
}

/** A permission with those that are of no use without it: who may write has to read what it continues, who administers does all. */
export function permissionsWith(permission: Permission, kind: ResourceKind): ReadonlySet<Permission> {
  if (permission === 'admin') return permissionsOf(RESOURCE_PERMISSION_BITS[kind]);
  return new Set(permission === 'write' ? ['read', 'write'] : [permission]);
}

/**
 * Lets somebody use a dataset, port, device or group: of a dataset that they may read it seals the key to them, and writes the grant on
 * chain. They need not be there for it. It may be done for the owner, or by who was granted the administration.
 *
 * @throws MeshidError `dataset/not-owner`, `access/denied`, `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function giveAccess(
  meshid: Meshid,
  input: GiveInput,
  options: FlowOptions = {},
): Promise<Given> {
  const { chain } = meshid;
  const before = await ownPerson(meshid);
  await checkCluster(meshid, before);
  const principal = await resolvePrincipal(meshid, input.principal);
  const { person, transactions } = await renewFor(meshid, before, { ...input, principal }, options);
  const as = await administering(meshid, person, input.resource);
  const holder = await findHolder(meshid, principal.address);
  if (holder === undefined)
    throw new MeshidError('register/not-found', {
      kind: `active ${principal.kind}`,
      address: principal.address,
    });
  const permissions = new Set(input.permissions);
  const sealed =
    as.resource.kind === 'dataset'
      ? await sealWith(meshid, { ...input, owner: as.owner, principal, holder, permissions }, options)
      : undefined;
  const instruction = await grantAccess({
    payer: walletAddress(as.signers[0].publicKey),
    actor: as.actor,
    owner: as.owner.address,
    ...underGrant(person, as),
    resource: input.resource,
    principalKind: principal.kind,
    principal: principal.address,
    permissions,
    notBefore: secondsOf(input.notBefore),
    expiresAt: secondsOf(input.until),
    viaProgram: input.program,
    ...(sealed === undefined ? {} : { keyring: sealed.change }),
  });
  options.onStep?.('granting on chain');
  const sent = await chain.send([instruction], as.signers, signalOf(options));
  if (sealed?.keyring !== undefined) await shareKeyring(meshid, sealed.keyring);
  return {
    grant: grantAddress(input.resource, principal.address),
    resource: input.resource,
    principal: principal.address,
    transactions: [...transactions, sent],
  };
}

/** What is due of the keys that this home's person is the owner of, so that nothing is sealed for who was lost. */
async function renewFor(
  meshid: Meshid,
  before: Person,
  { resource, principal }: { resource: Address; principal: Principal },
  options: FlowOptions,
): Promise<{ person: Person; transactions: Sent[] }> {
  const { chain } = meshid;
  const accounts = await chain.findMany([resource, principal.address]);
  const own = accounts.filter((account) => 'owner' in account && account.owner === before.address);
  if (own.length === 0) return { person: before, transactions: [] };
  const { person, transactions } = await renewPersonKeyring(meshid, before, options);
  for (const account of own) {
    if (account.kind === 'group' && account.address === principal.address)
      transactions.push(...(await renewGroup(meshid, account, person, options)).transactions);
    if (account.kind === 'dataset')
      transactions.push(...(await renewEpoch(meshid, account, person, options)).transactions);
  }
  return { person, transactions };
}

interface Sealing {
  readonly resource: Address;
  readonly owner: Person;
  readonly principal: Principal;
  readonly holder: KeyringHolder;
  readonly permissions: ReadonlySet<Permission>;
}

/** The dataset's keyring with the principal in it; the same one as before when it may not read. */
async function sealWith(
  meshid: Meshid,
  { resource, owner, principal, holder, permissions }: Sealing,
  options: FlowOptions,
): Promise<{ change: { previousDigest: Uint8Array; digest: Uint8Array }; keyring?: Keyring }> {
  const dataset = await meshid.chain.get('dataset', resource);
  const { keyringDigest: previousDigest } = dataset;
  if (!permissions.has('read')) return { change: { previousDigest, digest: previousDigest } };
  const keys = await datasetKeys(meshid, dataset, options);
  const readers = await effectiveReaders(meshid, dataset, { without: principal.address });
  const keyring = await sealForReaders(meshid, keys, owner, [...readers.holders, holder]);
  return { change: { previousDigest, digest: keyring.digest }, keyring };
}

/** The program's 0 is no bound. */
function secondsOf(date: Date | undefined): bigint {
  return date === undefined ? 0n : BigInt(Math.floor(date.getTime() / 1000));
}
