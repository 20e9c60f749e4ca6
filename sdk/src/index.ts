export * from './authorisation/index.ts';
export * from './chain/index.ts';
export * from './cluster/index.ts';
export * from './crypto/index.ts';
export {
  exportDataset,
  type Exported,
  type ExportInput,
  importDataset,
  type Imported,
  type ImportInput,
} from './dataset/car.ts';
export * from './dataset/collect.ts';
export * from './dataset/create.ts';
export * from './dataset/diff.ts';
export * from './dataset/drop.ts';
export * from './dataset/end.ts';
export * from './dataset/find.ts';
export * from './dataset/get.ts';
export * from './dataset/keep-within-limit.ts';
export * from './dataset/publish.ts';
export * from './dataset/revert.ts';
export { type WhyKept } from './dataset/let-go.ts';
export * from './dataset/room.ts';
export * from './dataset/transfer.ts';
export * from './dataset/verify.ts';
export * from './dataset/version/index.ts';
export { type ListedVersion, listVersions, type Versions } from './dataset/versions.ts';
export * from './device/change.ts';
export * from './device/enrol.ts';
export * from './device/remove.ts';
export * from './device/ticket.ts';
export * from './errors.ts';
export * from './exchange/index.ts';
export * from './grant/close.ts';
export * from './grant/give.ts';
export * from './grant/list.ts';
export * from './grant/list-shared.ts';
export * from './grant/principal.ts';
export * from './grant/resource.ts';
export * from './grant/withdraw.ts';
export * from './group/create.ts';
export * from './group/end.ts';
export { groupKeys } from './group/keys.ts';
export * from './group/list.ts';
export * from './group/show.ts';
export * from './group/members.ts';
export * from './home/index.ts';
export * from './identifiers.ts';
/** Every instruction of the register, to be put into any transaction. */
export * as instructions from './instructions.ts';
export * from './meshid.ts';
export * from './node/index.ts';
export * from './person/acting.ts';
export type { Changed } from './person/as-authority.ts';
export { acceptAuthority, proposeAuthority, retirePerson } from './person/authority.ts';
export * from './person/find.ts';
export * from './person/finish-recovery.ts';
export * from './person/found.ts';
export * from './person/recovery.ts';
export * from './port/end.ts';
export * from './port/find.ts';
export * from './port/share.ts';
export * from './program/end.ts';
export * from './program/find.ts';
export * from './program/publish.ts';
export { isRunning } from './running.ts';
export * from './storage/index.ts';
