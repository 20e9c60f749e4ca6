import { instructionOf } from '../chain/idl.ts';
import type { Kind } from './accounts.ts';
import type { Look } from './look.ts';

/** What has to be in a slot, wherever it is called so; slots that aren't here take any account. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...{ person: 'Person', owner: 'Person', new_owner: 'Person', granter: 'Person', manager: 'Person' },
  ...{ writer: 'Person', device: 'Device', actor_device: 'Device', tombstone: 'RevokedDevice' },
  ...{ group: 'Group', membership: 'Membership', manager_membership: 'Membership' },
  ...{ grant: 'Grant', parent: 'Grant', manager_grant: 'Grant', manager_parent: 'Grant' },
  ...{ dataset: 'Dataset', port: 'Port', published_program: 'Program' },
};
/** Made by the instruction, always or when it isn't there yet. */
const MADE: Readonly<Record<string, string>> = {
  ...{ create_person: 'person', enroll_device: 'device', create_group: 'group', create_dataset: 'dataset' },
  share_port: 'port',
};
const MADE_IF_MISSING: Readonly<Record<string, string>> = {
  ...{ add_member: 'membership', grant_access: 'grant', publish_program: 'published_program' },
};
/** Slots that take what is left of an account, too. */
const REMAINS: Readonly<Record<string, readonly string[]>> = {
  close_membership: ['group'],
  close_grant: ['parent'],
};
/** Writable, and yet one account may stand in two such places. */
const MAY_BE_TWICE = new Set(['payer', 'resource', 'rent_payer']);

/** What the accounts themselves have to be, before any rule is about their contents. */
export function hasShape(look: Look): void {
  const { instruction, accounts } = look.attempt;
  const slots = instructionOf(instruction).accounts;
  const places = new Map<string, number>();
  for (const { name } of slots) places.set(look.address(name), (places.get(look.address(name)) ?? 0) + 1);
  for (const { name, signer, writable, optional } of slots) {
    if (optional === true && accounts[name] === null) continue;
    if (signer === true) look.rule(look.signed(name), 'MissingRequiredSignature');
    const alone = places.get(look.address(name)) === 1;
    if (writable === true && !MAY_BE_TWICE.has(name)) look.rule(alone, 'AliasedAccounts');
    const kind = KINDS[name];
    if (kind === undefined || MADE[instruction] === name) continue;
    const account = look.anything(name);
    if (account === undefined && MADE_IF_MISSING[instruction] === name) continue;
    if (account === undefined && REMAINS[instruction]?.includes(name) === true) continue;
    look.rule(account?.kind === kind, 'WrongAccount');
  }
}
