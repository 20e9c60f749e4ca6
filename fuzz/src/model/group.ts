import { derive, idSeed } from '../chain/addresses.ts';
import { FOREVER, type Group, type Person } from './accounts.ts';
import { mayClose } from './closing.ts';
import { generationIsSafe, isKey, keyringFollows } from './keyring.ts';
import { changes, type Judge, type Look } from './look.ts';
import { actorOf, actorSigns, authorityCloses, authoritySigns } from './signing.ts';

export const createGroup: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  if (owner === undefined) return undefined;
  const place = derive('group', look.address('owner'), idSeed(owner.next_id));
  look.rule(look.address('group') === place.address, 'InvalidSeeds');
  look.rule(look.anything('group') === undefined, 'AddressTaken');
  actorSigns(look, actorOf(look, owner, 'owner'));
  generationIsSafe(look, owner);
  look.rule(look.time('id') === owner.next_id, 'IdMismatch');
  isKey(look, look.hex('encryption_key'));
  isKey(look, look.hex('keyring_digest'));
  const group: Group = {
    ...{ kind: 'Group', version: 1, bump: place.bump, status: 0, keyring_due: 0 },
    ...{ creator: look.address('owner'), owner: look.address('owner'), id: owner.next_id, generation: 1 },
    ...{ encryption_key: look.hex('encryption_key'), keyring_digest: look.hex('keyring_digest') },
    ...{ keyring_valid_until: FOREVER, access_sequence: 0n, sealed_label: look.hex('sealed_label') },
    ...{ rent_payer: look.address('payer'), ended_at: 0n },
  };
  return changes(look, ['owner', { ...owner, next_id: owner.next_id + 1n }], ['group', group]);
};

/** The group in `group`, which has to be live and this owner's. */
export function ownedGroup(look: Look): { owner: Person; group: Group } | undefined {
  const owner = look.account('Person', 'owner');
  const group = look.account('Group', 'group');
  if (group !== undefined) isOwnersGroup(look, group);
  return owner === undefined || group === undefined ? undefined : { owner, group };
}

export function isOwnersGroup(look: Look, group: Group): void {
  look.rule(group.status === 0, 'GroupRetired');
  look.rule(group.owner === look.address('owner'), 'NotOwner');
}

/** A group's key that no lost member knows. */
export function groupKeyIsSafe(look: Look, group: Group): void {
  look.rule(group.keyring_due === 0 && look.now < group.keyring_valid_until, 'GroupKeyringDue');
}

export function nextGeneration(look: Look, owner: Person, group: Group): Group {
  generationIsSafe(look, owner);
  look.rule(look.now < look.time('valid_until'), 'ValidityPassed');
  const key = look.hex('encryption_key');
  isKey(look, key);
  look.rule(key !== group.encryption_key, 'KeyUnchanged');
  keyringFollows(look, group.keyring_digest);
  return {
    ...group,
    ...{ generation: group.generation + 1, encryption_key: key, keyring_due: 0 },
    ...{ keyring_digest: look.hex('keyring_digest'), keyring_valid_until: look.time('valid_until') },
  };
}

export const rotateGroup: Judge = (look) => {
  const found = ownedGroup(look);
  if (found === undefined) return undefined;
  actorSigns(look, actorOf(look, found.owner, 'owner'));
  return changes(look, ['group', nextGeneration(look, found.owner, found.group)]);
};

export const retireGroup: Judge = (look) => {
  const found = ownedGroup(look);
  if (found === undefined) return undefined;
  authoritySigns(look, found.owner);
  const { group } = found;
  const ended = { status: 1, ended_at: look.now, access_sequence: group.access_sequence + 1n };
  return changes(look, ['group', { ...group, ...ended }]);
};

export const closeGroup: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const group = look.account('Group', 'group');
  if (owner !== undefined) authorityCloses(look, owner);
  if (group === undefined) return undefined;
  look.rule(group.owner === look.address('owner'), 'NotOwner');
  mayClose(look, group.rent_payer, group.ended_at);
  return changes(look, ['group', undefined]);
};
