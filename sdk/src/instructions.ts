/** Every instruction of the register, each to be put into any transaction. Addresses and seeds are filled in; nothing is looked up. */
export * from './dataset/instructions.ts';
export * from './device/instructions.ts';
export * from './grant/instructions.ts';
export {
  closeGroup,
  type CreateGroup,
  createGroup,
  type NextGeneration,
  retireGroup,
  rotateGroup,
} from './group/instructions.ts';
export * from './group/member-instructions.ts';
export {
  acceptAuthority,
  type Actor,
  type CreatePerson,
  createPerson,
  type ProposeAuthority,
  proposeAuthority,
  retirePerson,
  type SetPersonKeyring,
  setPersonKeyring,
} from './person/instructions.ts';
export * from './person/recovery-instructions.ts';
export * from './port/instructions.ts';
export * from './program/instructions.ts';
