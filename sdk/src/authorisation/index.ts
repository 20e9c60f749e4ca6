/** Who may do what: a pure decision over accounts, the places that they are read from, and permits that end. */
export * from './access-controller.ts';
export * from './authorise.ts';
export { ChainSource } from './chain-source.ts';
export type { Clocks, Decision, DenyReason } from './decision.ts';
export { MirrorSource } from './mirror-source.ts';
export { type AccessView, RegisterView } from './register-view.ts';
export * from './source.ts';
export { accountsOfStanding, standingOfGrant, standingOfMembership } from './standing.ts';
