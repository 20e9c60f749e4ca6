/** The register on chain: its program, addresses, accounts, and the sending of transactions. */
export * from './accounts.ts';
export * from './addresses.ts';
export * from './chain.ts';
export {
  type DeployedProgram,
  findDeployedProgram,
  holdsBinary,
  optionalKey,
  PROGRAM_BYTES,
  PROGRAM_DATA_HEADER,
  programDataAddress,
  UPGRADEABLE_LOADER,
} from './deployed-program.ts';
export * from './events.ts';
export { translateChainError, withoutSecrets } from './failures.ts';
export {
  CLOSE_DELAY_SECONDS,
  NAME_BYTES,
  PERMISSION_BITS,
  PRINCIPAL_KINDS,
  PROGRAM_BINARY,
  PROGRAM_CLASSES,
  PROGRAM_ID,
  PROPOSAL_MAX_SECONDS,
  PROTOCOL_BYTES,
  RECOVERY_DELAY_MAX_SECONDS,
  RECOVERY_DELAY_MIN_SECONDS,
  RESOURCE_KINDS,
  RESOURCE_PERMISSION_BITS,
  ROLES,
} from './program.ts';
export { type Rule, WAYS_OUT } from './rules.ts';
export { eventsOf } from './transaction-events.ts';
export { computeBudget, type NamedInstruction, type SendOptions, type Sent } from './sending.ts';
export type { Settled, SettlingOptions, SignedTransaction } from './settling.ts';
