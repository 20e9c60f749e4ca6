import * as dataset from './dataset.ts';
import * as device from './device.ts';
import * as grant from './grant.ts';
import * as group from './group.ts';
import * as person from './person.ts';
import * as port from './port.ts';
import * as program from './program.ts';
import type { Planner } from './scene.ts';

/** How each instruction is planned, and how often it comes up beside the others. */
export const PLANNERS: Readonly<Record<string, readonly [weight: number, Planner]>> = {
  create_person: [6, person.createPerson],
  propose_authority: [3, person.proposeAuthority],
  accept_authority: [3, person.acceptAuthority],
  set_recovery: [4, person.setRecovery],
  start_recovery: [3, person.startRecovery],
  cancel_recovery: [3, person.cancelRecovery],
  finish_recovery: [3, person.finishRecovery],
  set_person_keyring: [6, person.setPersonKeyring],
  retire_person: [1, person.retirePerson],
  enroll_device: [7, device.enrollDevice],
  set_device_role: [4, device.setDeviceRole],
  suspend_device: [3, device.suspendDevice],
  resume_device: [4, device.resumeDevice],
  revoke_device: [2, device.revokeDevice],
  shrink_device: [3, device.shrinkDevice],
  create_group: [4, group.createGroup],
  add_member: [7, group.addMember],
  remove_member: [4, group.removeMember],
  rotate_group: [4, group.rotateGroup],
  retire_group: [1, group.retireGroup],
  close_group: [3, group.closeGroup],
  close_membership: [4, group.closeMembership],
  publish_program: [4, program.publishProgram],
  retire_program: [1, program.retireProgram],
  close_program: [2, program.closeProgram],
  create_dataset: [5, dataset.createDataset],
  publish_version: [9, dataset.publishVersion],
  rotate_epoch: [5, dataset.rotateEpoch],
  transfer_dataset: [2, dataset.transferDataset],
  retire_dataset: [1, dataset.retireDataset],
  close_dataset: [3, dataset.closeDataset],
  grant_access: [12, grant.grantAccess],
  revoke_access: [6, grant.revokeAccess],
  close_grant: [6, grant.closeGrant],
  share_port: [3, port.sharePort],
  unshare_port: [1, port.unsharePort],
  close_port: [2, port.closePort],
};
