import { derive, idSeed } from '../chain/addresses.ts';
import { NOTHING, type Program } from './accounts.ts';
import { mayClose } from './closing.ts';
import { isKey, isName } from './keyring.ts';
import { changes, type Judge } from './look.ts';
import { actorOf, actorSigns, authorityCloses, authoritySigns } from './signing.ts';

/** A program's next version has its id, a new program the person's next one. */
export const publishProgram: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  if (owner === undefined) return undefined;
  const id = look.time('id');
  const place = derive('program', look.address('owner'), idSeed(id));
  look.rule(look.address('published_program') === place.address, 'InvalidSeeds');
  actorSigns(look, actorOf(look, owner, 'owner'));
  const [digest, slug, kind] = [look.hex('bundle_digest'), look.hex('slug'), look.number('class')];
  isKey(look, digest);
  isName(look, slug);
  const before = look.account('Program', 'published_program');
  if (before === undefined) {
    look.rule(id === owner.next_id, 'IdMismatch');
    look.rule(kind === 0 || kind === 1, 'UnknownClass');
  } else {
    look.rule(before.status === 0, 'ProgramRetired');
    look.rule(before.owner === look.address('owner'), 'NotOwner');
    look.rule(kind === before.class, 'UnknownClass');
  }
  const first: Program = {
    ...{ kind: 'Program', version: 1, bump: place.bump, status: 0, class: kind, id },
    ...{ creator: look.address('owner'), owner: look.address('owner'), bundle_digest: NOTHING },
    ...{ bundle_version: 0, access_sequence: 0n, slug, rent_payer: look.address('payer'), ended_at: 0n },
  };
  const program = before ?? first;
  look.rule(look.number('bundle_version') === program.bundle_version + 1, 'ProgramVersionMismatch');
  const version = { bundle_version: program.bundle_version + 1, bundle_digest: digest, slug };
  const published: Program = { ...program, ...version, access_sequence: program.access_sequence + 1n };
  if (before !== undefined) return changes(look, ['published_program', published]);
  const counted = { ...owner, next_id: owner.next_id + 1n };
  return changes(look, ['owner', counted], ['published_program', published]);
};

export const retireProgram: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const program = look.account('Program', 'published_program');
  if (owner === undefined || program === undefined) return undefined;
  look.rule(program.status === 0, 'ProgramRetired');
  look.rule(program.owner === look.address('owner'), 'NotOwner');
  authoritySigns(look, owner);
  const ended = { status: 1, ended_at: look.now, access_sequence: program.access_sequence + 1n };
  return changes(look, ['published_program', { ...program, ...ended }]);
};

export const closeProgram: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const program = look.account('Program', 'published_program');
  if (owner !== undefined) authorityCloses(look, owner);
  if (program === undefined) return undefined;
  look.rule(program.owner === look.address('owner'), 'NotOwner');
  mayClose(look, program.rent_payer, program.ended_at);
  return changes(look, ['published_program', undefined]);
};
