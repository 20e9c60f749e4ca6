import type { Attempt } from '../chain/attempt.ts';
import * as dataset from './dataset.ts';
import * as device from './device.ts';
import * as grant from './grant.ts';
import * as group from './group.ts';
import { type Judge, Look } from './look.ts';
import * as membership from './membership.ts';
import * as person from './person.ts';
import * as port from './port.ts';
import * as program from './program.ts';
import * as recovery from './recovery.ts';
import type { Change, Register } from './register.ts';
import { hasShape } from './shape.ts';

const JUDGES: Readonly<Record<string, Judge>> = {
  create_person: person.createPerson,
  propose_authority: recovery.proposeAuthority,
  accept_authority: recovery.acceptAuthority,
  set_recovery: recovery.setRecovery,
  start_recovery: recovery.startRecovery,
  cancel_recovery: recovery.cancelRecovery,
  finish_recovery: recovery.finishRecovery,
  set_person_keyring: person.setPersonKeyring,
  retire_person: person.retirePerson,
  enroll_device: device.enrollDevice,
  set_device_role: device.setDeviceRole,
  suspend_device: device.suspendDevice,
  resume_device: device.resumeDevice,
  revoke_device: device.revokeDevice,
  shrink_device: device.shrinkDevice,
  create_group: group.createGroup,
  add_member: membership.addMember,
  remove_member: membership.removeMember,
  rotate_group: group.rotateGroup,
  retire_group: group.retireGroup,
  close_group: group.closeGroup,
  close_membership: membership.closeMembership,
  publish_program: program.publishProgram,
  retire_program: program.retireProgram,
  close_program: program.closeProgram,
  create_dataset: dataset.createDataset,
  publish_version: dataset.publishVersion,
  rotate_epoch: dataset.rotateEpoch,
  transfer_dataset: dataset.transferDataset,
  retire_dataset: dataset.retireDataset,
  close_dataset: dataset.closeDataset,
  grant_access: grant.grantAccess,
  revoke_access: grant.revokeAccess,
  close_grant: grant.closeGrant,
  share_port: port.sharePort,
  unshare_port: port.unsharePort,
  close_port: port.closePort,
};

export interface Verdict {
  /** The rules that the attempt breaks; it is accepted when there are none. */
  readonly broken: ReadonlySet<string>;
  /** What an accepted one does. */
  readonly change: Change;
}

export function judge(attempt: Attempt, register: Register, now: bigint): Verdict {
  const look = new Look(attempt, register, now);
  hasShape(look);
  const change = JUDGES[attempt.instruction]?.(look);
  if (change === undefined && look.broken.size === 0)
    throw new Error(`the model has nothing to say about ${attempt.instruction}`);
  return { broken: look.broken, change: change ?? new Map() };
}
