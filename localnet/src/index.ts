/**
 * A Solana chain for development and tests: LiteSVM behind the JSON-RPC and WebSocket interface of a validator.
 *
 * @module
 */
export type { Faults } from './faults/faults.ts';
export type { Choice, Notification } from './faults/notification-faults.ts';
export { startLocalnet, type Localnet } from './localnet.ts';
export type { LocalnetOptions, PreloadedProgram } from './options.ts';
