import { derive, idSeed } from '../chain/addresses.ts';
import { DAY } from '../model/accounts.ts';
import { actor, attempt, livePerson, name, payer, personAt, type Planner, some } from './scene.ts';

export const publishProgram: Planner = (scene) => {
  const { draw } = scene;
  const before = draw.chance(50) ? some(scene, 'Program', (one) => one.status === 0) : undefined;
  const found = before === undefined ? livePerson(scene) : personAt(scene, before[1].owner);
  if (found === undefined) return undefined;
  const [owner, { next_id }] = found;
  const id = before?.[1].id ?? next_id;
  return attempt(
    'publish_program',
    {
      ...{ payer: payer(scene), ...actor(scene, found), owner },
      published_program: derive('program', owner, idSeed(id)).address,
    },
    {
      ...{ id, bundle_version: (before?.[1].bundle_version ?? 0) + (draw.slips() ? 2 : 1) },
      ...{ bundle_digest: draw.hex(32), slug: name(scene, 32) },
      class: draw.slips() ? draw.below(3) : (before?.[1].class ?? draw.below(2)),
    },
  );
};

export const retireProgram: Planner = (scene) => {
  const found = some(scene, 'Program', (one) => one.status === 0);
  const owner = found && personAt(scene, found[1].owner);
  if (found === undefined || owner === undefined) return undefined;
  const [address, { authority }] = owner;
  return attempt('retire_program', { authority, owner: address, published_program: found[0] });
};

export const closeProgram: Planner = (scene) => {
  const found = some(scene, 'Program', (one) => one.ended_at !== 0n && scene.now - one.ended_at >= DAY);
  if (found === undefined) return undefined;
  const [published_program, { owner, rent_payer }] = found;
  const authority = scene.register.find('Person', owner)?.authority ?? payer(scene);
  return attempt('close_program', { authority, owner, published_program, rent_payer });
};
