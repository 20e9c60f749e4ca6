import { groupAddress, type Sent } from '../chain/index.ts';
import { createGroupKeys, groupKeyPair, sealGroupLabel } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { GroupId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { actingFor, ownPerson } from '../person/acting.ts';
import { walletAddress } from '../person/instructions.ts';
import { renewPersonKeyring, shareKeyring, signalOf } from '../person/keyring.ts';
import { createGroup as createInstruction } from './instructions.ts';
import { sealForMembers } from './keys.ts';
import { listGroups } from './list.ts';

export interface CreatedGroup {
  readonly name: string;
  readonly group: GroupId;
  readonly transactions: readonly Sent[];
}

/**
 * Makes an empty group under a name, which the chain keeps sealed. A group that a stopped run left without a name is taken up.
 *
 * @throws MeshidError `name/taken`, `name/invalid`, `home/no-wallet`
 */
export async function createGroup(
  meshid: Meshid,
  { name }: { readonly name: string },
  options: FlowOptions = {},
): Promise<CreatedGroup> {
  const { home, chain } = meshid;
  const names = await home.names.list();
  const taken = names.get(name);
  if (taken !== undefined) throw new MeshidError('name/taken', { name, address: taken });
  home.names.check(name);
  const before = await ownPerson(meshid);
  await checkCluster(meshid, before);
  const known = new Set(names.values());
  const left = (await listGroups(meshid, options)).find(
    (group) => group.owned && group.label === name && group.status === 'active' && !known.has(group.group),
  );
  if (left !== undefined) {
    await home.names.add(name, left.group);
    return { name, group: left.group, transactions: [] };
  }
  const { person: owner, transactions } = await renewPersonKeyring(meshid, before, options);
  const { actor, signers } = await actingFor(meshid, owner);
  const group = groupAddress(owner.address, owner.nextId);
  const keys = createGroupKeys(group);
  const keyring = await sealForMembers(meshid, keys, owner, []);
  const instruction = await createInstruction({
    payer: walletAddress(signers[0].publicKey),
    actor,
    owner: owner.address,
    id: owner.nextId,
    encryptionKey: groupKeyPair(keys).publicKey,
    keyringDigest: keyring.digest,
    sealedLabel: sealGroupLabel(keys, name),
  });
  const sent = await chain.send([instruction], signers, signalOf(options));
  await home.names.add(name, group);
  await shareKeyring(meshid, keyring);
  return { name, group, transactions: [...transactions, sent] };
}
