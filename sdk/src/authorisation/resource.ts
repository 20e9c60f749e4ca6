import {
  type Device,
  type Permission,
  permissionsOf,
  type Person,
  RESOURCE_PERMISSION_BITS,
  type ResourceKind,
} from '../chain/index.ts';
import type { Address, PersonId } from '../identifiers.ts';
import type { DenyReason } from './decision.ts';
import type { RegisterView } from './register-view.ts';

/** What a grant can be on. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly address: Address;
  readonly owner: PersonId;
}

/** What is, or was, a resource, whatever became of it. Throws MeshidError `register/unreadable`. */
export function resourceAt(register: RegisterView, address: Address): Resource | undefined {
  const account = register.at(address);
  switch (account?.kind) {
    case 'dataset':
    case 'group':
      return { kind: account.kind, address, owner: account.owner };
    case 'port':
      return { kind: 'port', address, owner: account.creator };
    case 'device':
      return { kind: 'device', address, owner: account.person };
    default:
      return undefined;
  }
}

/** A resource that goes on, or why nobody may do anything with it. Throws MeshidError `register/unreadable`. */
export function findResource(register: RegisterView, address: Address): Resource | DenyReason {
  const resource = resourceAt(register, address);
  const ended = endOf(register, address);
  if (ended !== undefined || resource === undefined) return ended ?? 'the resource does not exist';
  return register.find('person', resource.owner)?.status === 'active' ? resource : 'the owner is retired';
}

function endOf(register: RegisterView, address: Address): DenyReason | undefined {
  const account = register.at(address);
  switch (account?.kind) {
    case 'dataset':
    case 'group':
      return account.status === 'active' ? undefined : `the ${account.kind} is retired`;
    case 'port':
      return account.status === 'shared'
        ? unusable(register, account.device)
        : 'the port is no longer shared';
    case 'device':
    case 'revokedDevice':
      return unusable(register, address);
    default:
      return undefined;
  }
}

/** Whether a kind of resource has a permission at all. */
export function hasPermission({ kind }: Resource, permission: Permission): boolean {
  return permissionsOf(RESOURCE_PERMISSION_BITS[kind]).has(permission);
}

/** What else has to be read to find it: its owner, and a port's device with whose it is. Names each before it looks at it. */
export function* accountsOfResource(register: RegisterView, address: Address): Generator<Address> {
  const owner = resourceAt(register, address)?.owner;
  if (owner !== undefined) yield owner;
  const port = register.find('port', address);
  if (port === undefined) return;
  yield port.device;
  const person = register.find('device', port.device)?.person;
  if (person !== undefined) yield person;
}

/** What rises with every grant on the resource. A device's person counts its. */
export function accessSequenceOf(register: RegisterView, address: Address): bigint | undefined {
  const account = register.at(address);
  if (account?.kind === 'device') return register.find('person', account.person)?.accessSequence;
  return account !== undefined && 'accessSequence' in account ? account.accessSequence : undefined;
}

export function isVoid(device: Device, person: Person): boolean {
  return device.enrolledSequence < person.voidBefore;
}

/** A computer that was suspended, or came before a recovery, offers nothing: nobody knows who sits at it. */
function unusable(register: RegisterView, address: Address): DenyReason | undefined {
  const device = register.find('device', address);
  const person = device && register.find('person', device.person);
  const usable = device?.status === 'active' && person !== undefined && !isVoid(device, person);
  return usable ? undefined : 'the device that is asked for is not active';
}
