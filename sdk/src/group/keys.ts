import type { Group, Person, Sent } from '../chain/index.ts';
import {
  type GroupKeys,
  groupKeyPair,
  type Keyring,
  type KeyringHolder,
  nextGroupGeneration,
  openGroupKeyring,
  personHolder,
  readKeyring,
  sealGroupKeyring,
} from '../crypto/index.ts';
import { isMeshidError } from '../errors.ts';
import type { Address } from '../identifiers.ts';
import { FOR_EVER, listHolders, without } from '../keyring-holders.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { actingFor } from '../person/acting.ts';
import {
  findKeyringBlock,
  type KeyringOptions,
  openAsOneself,
  shareKeyring,
  signalOf,
} from '../person/keyring.ts';
import { standingOfMembership } from '../authorisation/standing.ts';
import { type NextGeneration, rotateGroup as rotateInstruction } from './instructions.ts';

/**
 * A group's keys, from its keyring on chain, as this computer's person or as this device: of every generation, whoever joined when.
 *
 * @throws MeshidError `keyring/not-a-holder` when neither is in it, `keyring/missing`, `crypto/cannot-open`
 */
export async function groupKeys(
  meshid: Meshid,
  group: Group,
  options: KeyringOptions = {},
): Promise<GroupKeys> {
  const block = await findKeyringBlock(meshid, group.keyringDigest, 'group', options);
  const open = (openers: Parameters<typeof openGroupKeyring>[3]): GroupKeys =>
    openGroupKeyring(block, group.keyringDigest, group.address, openers);
  return openAsOneself(meshid, open, options);
}

export interface Members {
  readonly holders: readonly KeyringHolder[];
  /** The earliest expiry among them, Unix seconds. */
  readonly validUntil: bigint;
}

/** Everybody who is in the group now, but for one principal; each by the encryption key on chain. */
export async function effectiveMembers(
  { chain }: Pick<Meshid, 'chain'>,
  group: Group,
  { without: left }: { without?: Address } = {},
): Promise<Members> {
  const now = await chain.now();
  const memberships = (await chain.list('membership', { group: group.address })).filter(
    (membership) =>
      membership.principal !== left && standingOfMembership(membership, { local: now, chain: now }).allowed,
  );
  const holders = await listHolders(
    { chain },
    memberships.map(({ principal }) => principal),
  );
  const ends = memberships.map(({ expiresAt }) => expiresAt).filter((expiresAt) => expiresAt !== 0n);
  return {
    holders: [...holders.values()],
    validUntil: ends.reduce((earliest, end) => (end < earliest ? end : earliest), FOR_EVER),
  };
}

/** Seals keys to the owner and members, and keeps the block before the chain hears of it. */
export async function sealForMembers(
  { home }: Pick<Meshid, 'home'>,
  keys: GroupKeys,
  owner: Person,
  members: readonly KeyringHolder[],
): Promise<Keyring> {
  const keyring = sealGroupKeyring(keys, {
    owner: personHolder(owner.address, owner.encryptionKey),
    members,
  });
  await home.keyrings.put(keyring.block);
  return keyring;
}

/** The next generation's keyring, kept here, for an instruction that starts it. Throws as `groupKeys` does. */
export async function prepareGeneration(
  meshid: Meshid,
  { group, owner, without: left }: { group: Group; owner: Person; without?: Address },
  options: FlowOptions = {},
): Promise<{ keyring: Keyring; next: NextGeneration }> {
  const keys = nextGroupGeneration(await groupKeys(meshid, group, options));
  const { holders, validUntil } = await effectiveMembers(
    meshid,
    group,
    left === undefined ? {} : { without: left },
  );
  const keyring = await sealForMembers(meshid, keys, owner, holders);
  const next = {
    previousDigest: group.keyringDigest,
    digest: keyring.digest,
    encryptionKey: groupKeyPair(keys).publicKey,
    validUntil,
  };
  return { keyring, next };
}

/** Starts the next generation, due or not. Only the owner's computers can. */
export async function startGeneration(
  meshid: Meshid,
  group: Group,
  owner: Person,
  options: FlowOptions = {},
): Promise<{ group: Group; sent: Sent }> {
  const { chain } = meshid;
  const { actor, signers } = await actingFor(meshid, owner);
  options.onStep?.("starting the next generation of the group's keys");
  const { keyring, next } = await prepareGeneration(meshid, { group, owner }, options);
  const instruction = await rotateInstruction({
    actor,
    owner: owner.address,
    group: group.address,
    ...next,
  });
  const sent = await chain.send([instruction], signers, signalOf(options));
  await shareKeyring(meshid, keyring);
  return { group: await chain.get('group', group.address), sent };
}

/** Starts the next generation where a lost member, an expiry or a member's new keys make it due. */
export async function renewGroup(
  meshid: Meshid,
  group: Group,
  owner: Person,
  options: FlowOptions = {},
): Promise<{ group: Group; transactions: Sent[] }> {
  if (!(await isGenerationDue(meshid, group, owner, options))) return { group, transactions: [] };
  const { group: renewed, sent } = await startGeneration(meshid, group, owner, options);
  return { group: renewed, transactions: [sent] };
}

/** What is sealed to the group can be read by its members and nobody else, as far as the chain sees. */
export function isKeyringCurrent(group: Group, now: bigint): boolean {
  return !group.keyringDue && now < group.keyringValidUntil;
}

/** The chain doesn't see that a member's own keys went on after a loss: whoever has the old ones could open the keyring. */
async function isGenerationDue(
  meshid: Meshid,
  group: Group,
  owner: Person,
  options: FlowOptions,
): Promise<boolean> {
  if (!isKeyringCurrent(group, await meshid.chain.now())) return true;
  try {
    const block = await findKeyringBlock(meshid, group.keyringDigest, 'group', options);
    const { holders: sealed } = readKeyring('group', block, group.keyringDigest);
    const { holders } = await effectiveMembers(meshid, group);
    return without(sealed, [personHolder(owner.address, owner.encryptionKey), ...holders]).length > 0;
  } catch (error) {
    // Without the keyring none can be started either.
    if (isMeshidError(error, 'keyring/missing') || isMeshidError(error, 'index/away')) return false;
    throw error;
  }
}
