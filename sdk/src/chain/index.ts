/** The register on chain: its program, addresses, accounts, and the sending of transactions. */
export * from './accounts.ts';
export * from './addresses.ts';
export * from './chain.ts';
export { translateChainError, withoutSecrets } from './failures.ts';
export {
  PERMISSION_BITS,
  PRINCIPAL_KINDS,
  PROGRAM_BINARY,
  PROGRAM_ID,
  RESOURCE_KINDS,
  ROLES,
} from './program.ts';
export type { NamedInstruction, SendOptions, Sent } from './sending.ts';
