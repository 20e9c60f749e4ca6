import { derive, idSeed } from '../chain/addresses.ts';
import { DAY } from '../model/accounts.ts';
import { trustedDevice } from './device.ts';
import { actor, attempt, livePerson, name, payer, personAt, type Planner, some } from './scene.ts';

export const sharePort: Planner = (scene) => {
  const found = livePerson(scene);
  const device =
    found && (trustedDevice(scene, found) ?? some(scene, 'Device', (one) => one.person === found[0]));
  if (found === undefined || device === undefined) return undefined;
  const [owner, { next_id }] = found;
  const { draw } = scene;
  const port = derive('port', owner, idSeed(next_id)).address;
  return attempt(
    'share_port',
    { payer: payer(scene), ...actor(scene, found), owner, device: device[0], port },
    {
      ...{ id: next_id, number: draw.slips() ? 0 : 1 + draw.below(65_535), sealed_label: draw.hex(96) },
      protocol: name(scene, 16),
    },
  );
};

export const unsharePort: Planner = (scene) => {
  const found = some(scene, 'Port', (one) => one.status === 0);
  const owner = found && personAt(scene, found[1].creator);
  if (found === undefined || owner === undefined) return undefined;
  return attempt('unshare_port', { ...actor(scene, owner), owner: owner[0], port: found[0] });
};

export const closePort: Planner = (scene) => {
  const found = some(scene, 'Port', (one) => one.ended_at !== 0n && scene.now - one.ended_at >= DAY);
  if (found === undefined) return undefined;
  const [port, { creator: owner, rent_payer }] = found;
  const authority = scene.register.find('Person', owner)?.authority ?? payer(scene);
  return attempt('close_port', { authority, owner, port, rent_payer });
};
