import { grantAddress, type Permission, type Sent } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import { datasetKeys, effectiveReaders, findHolder, renewEpoch, sealForReaders } from '../dataset/keys.ts';
import type { Address, DatasetId, GrantId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { actingFor, ownPerson } from '../person/acting.ts';
import { walletAddress } from '../person/instructions.ts';
import { renewPersonKeyring, shareKeyring, signalOf } from '../person/keyring.ts';
import { grantAccess } from './instructions.ts';
import { resolvePrincipal } from './principal.ts';

export interface GiveInput {
  readonly dataset: DatasetId;
  /** A name, a person's or a device's address. */
  readonly principal: string;
  readonly permission: 'read' | 'write' | 'admin';
  readonly until?: Date | undefined;
}

export interface Given {
  readonly grant: GrantId;
  readonly dataset: DatasetId;
  readonly principal: Address;
  readonly transactions: readonly Sent[];
}

/** Who may write has to read what it continues, and who administers has to do both. */
const PERMISSIONS: Record<GiveInput['permission'], readonly Permission[]> = {
  read: ['read'],
  write: ['read', 'write'],
  admin: ['read', 'write', 'admin'],
};

/**
 * Lets somebody read a dataset, or more: seals its key to them and writes the grant on chain. They need not be there for it.
 *
 * @throws MeshidError `dataset/not-owner`, `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function giveAccess(
  meshid: Meshid,
  input: GiveInput,
  options: FlowOptions = {},
): Promise<Given> {
  const { chain } = meshid;
  const before = await ownPerson(meshid);
  await checkCluster(meshid, before);
  const found = await chain.get('dataset', input.dataset);
  if (found.owner !== before.address) throw new MeshidError('dataset/not-owner', { dataset: input.dataset });
  const principal = await resolvePrincipal(meshid, input.principal);
  const holder = await findHolder(meshid, principal.kind, principal.address);
  if (holder === undefined)
    throw new MeshidError('register/not-found', {
      kind: `active ${principal.kind}`,
      address: principal.address,
    });
  const generation = await renewPersonKeyring(meshid, before, options);
  const owner = generation.person;
  const epoch = await renewEpoch(meshid, found, owner, options);
  const { dataset } = epoch;
  const { actor, signers } = await actingFor(meshid, owner);
  const keys = await datasetKeys(meshid, dataset, options);
  const readers = await effectiveReaders(meshid, dataset, { without: principal.address });
  const keyring = await sealForReaders(meshid, keys, owner, [...readers.holders, holder]);
  const instruction = await grantAccess({
    payer: walletAddress(signers[0].publicKey),
    actor,
    owner: owner.address,
    resource: dataset.address,
    principalKind: principal.kind,
    principal: principal.address,
    permissions: PERMISSIONS[input.permission],
    notBefore: 0n,
    expiresAt: input.until === undefined ? 0n : BigInt(Math.floor(input.until.getTime() / 1000)),
    keyring: { previousDigest: dataset.keyringDigest, digest: keyring.digest },
  });
  options.onStep?.('granting on chain');
  const sent = await chain.send([instruction], signers, signalOf(options));
  await shareKeyring(meshid, keyring);
  return {
    grant: grantAddress(dataset.address, principal.address),
    dataset: dataset.address,
    principal: principal.address,
    transactions: [...generation.transactions, ...epoch.transactions, sent],
  };
}
