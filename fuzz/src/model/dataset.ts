import { derive, idSeed } from '../chain/addresses.ts';
import { type Dataset, FOREVER, PERMISSION, type Person } from './accounts.ts';
import { mayClose } from './closing.ts';
import { isEffective, isHeldBy } from './holding.ts';
import { generationIsSafe, isKey, keyringFollows } from './keyring.ts';
import { changes, type Judge, type Look } from './look.ts';
import { actorOf, actorSigns, authorityCloses, authoritySigns, deviceSigns, isActive } from './signing.ts';

const NO_HEAD = '00'.repeat(36);
const HEAD = /^01(70|55)1220/;

export const createDataset: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  if (owner === undefined) return undefined;
  const place = derive('dataset', look.address('owner'), idSeed(owner.next_id));
  look.rule(look.address('dataset') === place.address, 'InvalidSeeds');
  look.rule(look.anything('dataset') === undefined, 'AddressTaken');
  actorSigns(look, actorOf(look, owner, 'owner'));
  generationIsSafe(look, owner);
  look.rule(look.number('owner_generation') === owner.generation, 'GenerationMismatch');
  look.rule(look.time('id') === owner.next_id, 'IdMismatch');
  isKey(look, look.hex('keyring_digest'));
  const dataset: Dataset = {
    ...{ kind: 'Dataset', version: 1, bump: place.bump, status: 0, rotation_due: 0 },
    ...{ creator: look.address('owner'), owner: look.address('owner'), id: owner.next_id },
    ...{ head: NO_HEAD, sequence: 0n, epoch: 1, owner_generation: owner.generation },
    ...{ keyring_digest: look.hex('keyring_digest'), epoch_valid_until: FOREVER, access_sequence: 0n },
    ...{ sealed_label: look.hex('sealed_label'), rent_payer: look.address('payer'), ended_at: 0n },
  };
  return changes(look, ['owner', { ...owner, next_id: owner.next_id + 1n }], ['dataset', dataset]);
};

/** The dataset in `dataset`, which has to be live and this owner's. */
function owned(look: Look): { owner: Person; dataset: Dataset } | undefined {
  const owner = look.account('Person', 'owner');
  const dataset = look.account('Dataset', 'dataset');
  if (dataset !== undefined) isOwnersDataset(look, dataset);
  return owner === undefined || dataset === undefined ? undefined : { owner, dataset };
}

export function isOwnersDataset(look: Look, dataset: Dataset): void {
  look.rule(dataset.status === 0, 'DatasetRetired');
  look.rule(dataset.owner === look.address('owner'), 'NotOwner');
}

/** Only on the current sequence and epoch, under a key that no lost reader and no lost device knows. */
export const publishVersion: Judge = (look) => {
  const found = owned(look);
  if (found === undefined) return undefined;
  const { owner, dataset } = found;
  isActive(look, owner);
  mayWrite(look, owner);
  generationIsSafe(look, owner);
  look.rule(dataset.owner_generation === owner.generation, 'KeyringDue');
  look.rule(dataset.rotation_due === 0 && look.now < dataset.epoch_valid_until, 'RotationDue');
  look.rule(look.number('epoch') === dataset.epoch, 'EpochMismatch');
  look.rule(look.time('sequence') === dataset.sequence + 1n, 'SequenceMismatch');
  look.rule(HEAD.test(look.hex('head')), 'HeadMalformed');
  const published = { head: look.hex('head'), sequence: dataset.sequence + 1n };
  return changes(look, ['dataset', { ...dataset, ...published }]);
};

/** Any device of the owner, or of somebody who holds a grant to write. */
function mayWrite(look: Look, owner: Person): void {
  const device = look.account('Device', 'device');
  const [signer, deviceAddress] = [look.address('signer'), look.address('device')];
  if (!look.given('writer') || !look.given('grant')) {
    deviceSigns(look, { person: owner, address: look.address('owner'), signer, device, deviceAddress });
    return;
  }
  const [writer, grant] = [look.account('Person', 'writer'), look.account('Grant', 'grant')];
  const address = look.address('writer');
  if (writer !== undefined) deviceSigns(look, { person: writer, address, signer, device, deviceAddress });
  if (grant === undefined) return;
  isHeldBy(look, grant, address, deviceAddress);
  isEffective(look, grant, look.address('dataset'), PERMISSION.write, 'parent');
}

/** The next epoch, sealed for the owner's current generation. */
export function nextEpoch(look: Look, owner: Person, dataset: Dataset): Dataset {
  generationIsSafe(look, owner);
  look.rule(look.now < look.time('valid_until'), 'ValidityPassed');
  keyringFollows(look, dataset.keyring_digest);
  return {
    ...dataset,
    ...{ epoch: dataset.epoch + 1, owner_generation: owner.generation, rotation_due: 0 },
    ...{ keyring_digest: look.hex('keyring_digest'), epoch_valid_until: look.time('valid_until') },
  };
}

export const rotateEpoch: Judge = (look) => {
  const found = owned(look);
  if (found === undefined) return undefined;
  actorSigns(look, actorOf(look, found.owner, 'owner'));
  return changes(look, ['dataset', nextEpoch(look, found.owner, found.dataset)]);
};

/** The former owner has the key, so the new one rotates before anything is published. */
export const transferDataset: Judge = (look) => {
  const found = owned(look);
  const heir = look.account('Person', 'new_owner');
  if (found === undefined || heir === undefined) return undefined;
  const { owner, dataset } = found;
  authoritySigns(look, owner);
  isActive(look, heir);
  look.rule(look.address('new_owner') !== dataset.owner, 'OwnerUnchanged');
  keyringFollows(look, dataset.keyring_digest);
  const given = { owner: look.address('new_owner'), keyring_digest: look.hex('keyring_digest') };
  const counted = { rotation_due: 1, access_sequence: dataset.access_sequence + 1n };
  return changes(look, ['dataset', { ...dataset, ...given, ...counted }]);
};

export const retireDataset: Judge = (look) => {
  const found = owned(look);
  if (found === undefined) return undefined;
  authoritySigns(look, found.owner);
  const { dataset } = found;
  const ended = { status: 1, ended_at: look.now, access_sequence: dataset.access_sequence + 1n };
  return changes(look, ['dataset', { ...dataset, ...ended }]);
};

export const closeDataset: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const dataset = look.account('Dataset', 'dataset');
  if (owner !== undefined) authorityCloses(look, owner);
  if (dataset === undefined) return undefined;
  look.rule(dataset.owner === look.address('owner'), 'NotOwner');
  mayClose(look, dataset.rent_payer, dataset.ended_at);
  return changes(look, ['dataset', undefined]);
};
