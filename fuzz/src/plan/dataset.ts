import { type Address, derive, idSeed } from '../chain/addresses.ts';
import { DAY, type Grant, NOBODY, PERMISSION, PRINCIPAL } from '../model/accounts.ts';
import { isOver } from '../model/holding.ts';
import { trustedDevice } from './device.ts';
import {
  actor,
  attempt,
  type Found,
  livePerson,
  nextKeyring,
  payer,
  personAt,
  type Planner,
  validUntil,
} from './scene.ts';
import { only, some, type Scene } from './scene.ts';

export const createDataset: Planner = (scene) => {
  const found = livePerson(scene);
  if (found === undefined) return undefined;
  const [owner, { next_id, generation }] = found;
  const dataset = derive('dataset', owner, idSeed(next_id)).address;
  const { draw } = scene;
  return attempt(
    'create_dataset',
    { payer: payer(scene), ...actor(scene, found), owner, dataset },
    {
      ...{ id: next_id + (draw.slips() ? 1n : 0n), keyring_digest: draw.hex(32) },
      owner_generation: generation + (draw.slips() ? 1 : 0),
      sealed_label: draw.hex(96),
    },
  );
};

/** A dataset with its owner. */
function owned(
  scene: Scene,
  which?: Found<'Dataset'>,
): { dataset: Found<'Dataset'>; owner: Found<'Person'> } | undefined {
  const dataset = which ?? some(scene, 'Dataset', (one) => one.status === 0);
  const owner = dataset && personAt(scene, dataset[1].owner);
  return dataset === undefined || owner === undefined ? undefined : { dataset, owner };
}

const BY_OWNER = { writer: null, grant: null, parent: null, group: null, membership: null };

export const publishVersion: Planner = (scene) => {
  const { draw } = scene;
  const due = draw.slips() ? only(scene, 'Dataset', (one) => one.rotation_due === 1) : undefined;
  const found = owned(scene, due);
  if (found === undefined) return undefined;
  const [address, dataset] = found.dataset;
  const writes = draw.chance(50) ? byGrant(scene, address) : undefined;
  const device = writes?.device ?? trustedDevice(scene, found.owner) ?? some(scene, 'Device');
  if (device === undefined) return undefined;
  const accounts = {
    ...{ signer: device[1].key, device: device[0], ...BY_OWNER, ...writes?.accounts },
    ...{ owner: found.owner[0], dataset: address },
  };
  const head = `01${draw.slips() ? '71' : draw.one(['70', '55'])}1220${draw.hex(32)}`;
  const sequence = dataset.sequence + (draw.slips() ? 2n : 1n);
  return attempt('publish_version', accounts, {
    ...{ sequence, epoch: dataset.epoch + (draw.slips() ? 1 : 0), head },
  });
};

/** Somebody who may write by a grant, and what shows it. */
function byGrant(
  scene: Scene,
  dataset: Address,
): { device: Found<'Device'>; accounts: Record<string, Address | null> } | undefined {
  const any = scene.draw.strays();
  const writes = (one: Grant): boolean =>
    one.resource === dataset && (any || (one.permissions & PERMISSION.write) !== 0);
  const toGroup = scene.draw.chance(35);
  const found =
    (toGroup
      ? only(scene, 'Grant', (one) => writes(one) && one.principal_kind === PRINCIPAL.group)
      : undefined) ?? some(scene, 'Grant', writes);
  if (found === undefined) return undefined;
  const [grant, { principal_kind, principal, parent: under }] = found;
  const parent = under === NOBODY ? null : under;
  if (principal_kind !== PRINCIPAL.group) {
    const device = deviceOf(scene, principal);
    return device && { device, accounts: { writer: device[1].person, grant, parent } };
  }
  const over = scene.draw.strays();
  const member = some(
    scene,
    'Membership',
    (one) => one.group === principal && one.status === 0 && isOver(one.expires_at, scene.now) === over,
  );
  const device = member && deviceOf(scene, member[1].principal);
  if (member === undefined || device === undefined) return undefined;
  const membership = { group: principal, membership: member[0] };
  return { device, accounts: { writer: device[1].person, grant, parent, ...membership } };
}

/** The principal itself when it is a device, or one of the person's. */
function deviceOf(scene: Scene, principal: Address): Found<'Device'> | undefined {
  const device = scene.register.find('Device', principal);
  if (device !== undefined) return [principal, device];
  const person = personAt(scene, principal);
  return person && (trustedDevice(scene, person) ?? only(scene, 'Device', (one) => one.person === principal));
}

export const rotateEpoch: Planner = (scene) => {
  const due = only(scene, 'Dataset', (one) => one.status === 0 && one.rotation_due === 1);
  const found = owned(scene, due);
  if (found === undefined) return undefined;
  const [dataset, { keyring_digest }] = found.dataset;
  return attempt(
    'rotate_epoch',
    { ...actor(scene, found.owner), owner: found.owner[0], dataset },
    { ...nextKeyring(scene, keyring_digest), valid_until: validUntil(scene) },
  );
};

export const transferDataset: Planner = (scene) => {
  const found = owned(scene);
  const heir =
    found && some(scene, 'Person', ({ status }, address) => status === 0 && address !== found.owner[0]);
  if (found === undefined || heir === undefined) return undefined;
  const [owner, { authority }] = found.owner;
  const [dataset, { keyring_digest }] = found.dataset;
  const accounts = { authority, owner, new_owner: heir[0], dataset };
  return attempt('transfer_dataset', accounts, nextKeyring(scene, keyring_digest));
};

export const retireDataset: Planner = (scene) => {
  const found = owned(scene);
  if (found === undefined) return undefined;
  const [owner, { authority }] = found.owner;
  return attempt('retire_dataset', { authority, owner, dataset: found.dataset[0] });
};

export const closeDataset: Planner = (scene) => {
  const found = some(scene, 'Dataset', (one) => one.ended_at !== 0n && scene.now - one.ended_at >= DAY);
  if (found === undefined) return undefined;
  const [dataset, { owner, rent_payer }] = found;
  const authority = scene.register.find('Person', owner)?.authority ?? payer(scene);
  return attempt('close_dataset', { authority, owner, dataset, rent_payer });
};
