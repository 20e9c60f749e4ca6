import {
  type Device,
  deviceAddress,
  grantAddress,
  membershipAddress,
  type Permission,
  type Person,
} from '../chain/index.ts';
import { isMeshidError } from '../errors.ts';
import type { Address, DeviceId, GroupId } from '../identifiers.ts';
import { ALLOWED, anyOf, type Clocks, type Decision, denied, type DenyReason } from './decision.ts';
import { type AccessView, RegisterView } from './register-view.ts';
import { accountsOfResource, findResource, hasPermission, isVoid } from './resource.ts';
import { findGrant, judgeGrant, judgeMembership } from './standing.ts';

export interface AccessRequest {
  readonly device: DeviceId;
  /** The Dataset, Port, Device or Group account. */
  readonly resource: Address;
  readonly permission: Permission;
  /** The Program account in whose job it is done, if it is. */
  readonly program?: Address | undefined;
  /** Groups that may hold a grant. Only a hint of where to look: whatever isn't so in the view is not so. */
  readonly groups?: readonly GroupId[] | undefined;
}

/**
 * Whether a device holds a permission on a resource: by the accounts alone, without looking anywhere else. Whatever isn't in the view
 * is absent, and what can't be read refuses.
 *
 * Expiry is judged by the later of the two clocks, a beginning by the earlier.
 */
export function authorise(request: AccessRequest, view: AccessView, clocks: Clocks): Decision {
  try {
    return judge(request, RegisterView.ofRaw(view), clocks);
  } catch (error) {
    if (isMeshidError(error, 'register/unreadable')) return denied('an account can not be read');
    throw error;
  }
}

/** What a decision depends on, as far as the view tells: read these together until nothing is added. */
export function accountsOf(request: AccessRequest, view: AccessView): Address[] {
  const register = RegisterView.ofRaw(view);
  const needed = new Set<Address>();
  try {
    for (const address of walk(request, register)) needed.add(address);
  } catch (error) {
    // What can't be read refuses by itself.
    if (!isMeshidError(error, 'register/unreadable')) throw error;
  }
  return [...needed];
}

/** Names each address before it looks at it. */
function* walk(request: AccessRequest, register: RegisterView): Generator<Address> {
  const { device: id, resource, program, groups = [] } = request;
  const at = deviceAddress(id);
  yield* [at, resource];
  const principals: Address[] = [at, ...groups];
  const grants = principals.map((principal) => grantAddress(resource, principal));
  const members = groups.map((group) => membershipAddress(group, at));
  yield* [...(program === undefined ? [] : [program]), ...groups, ...grants, ...members];
  const person = register.find('device', at)?.person;
  if (person !== undefined) {
    grants.push(grantAddress(resource, person));
    yield* [person, grantAddress(resource, person)];
    yield* groups.map((group) => membershipAddress(group, person));
  }
  yield* accountsOfResource(register, resource);
  for (const address of grants) {
    const parent = register.find('grant', address)?.parent;
    if (parent !== undefined) yield parent;
  }
}

function judge(request: AccessRequest, register: RegisterView, clocks: Clocks): Decision {
  const asker = findAsker(register, request.device);
  if (typeof asker === 'string') return denied(asker);
  const { device, person } = asker;
  const resource = findResource(register, request.resource);
  if (typeof resource === 'string') return denied(resource);
  const { permission, program, groups = [] } = request;
  if (!hasPermission(resource, permission)) return denied('such a resource has no such permission');
  if (person.address === resource.owner) {
    if (permission !== 'admin' || device.role === 'admin') return ALLOWED;
    return denied('only an admin device of the owner may do this');
  }
  const use = { resource, permission, program };
  const through = (kind: 'device' | 'person' | 'group', address: Address): Decision => {
    const grant = findGrant(register, resource.address, { kind, address });
    return grant === undefined ? denied('nothing was granted') : judgeGrant(grant, use, register, clocks);
  };
  return anyOf([
    through('device', device.address),
    through('person', person.address),
    ...groups.map((group) => {
      // What a group holds is nothing to whoever isn't in it.
      const member = judgeMembership(group, asker, register, clocks);
      return member.allowed ? through('group', group) : member;
    }),
  ]);
}

function findAsker(register: RegisterView, id: DeviceId): { device: Device; person: Person } | DenyReason {
  const device = register.at(deviceAddress(id));
  if (device?.kind === 'revokedDevice' && device.id === id) return 'the device is revoked';
  if (device?.kind !== 'device' || device.id !== id) return 'the device is not enrolled';
  if (device.status !== 'active') return `the device is ${device.status}`;
  const person = register.find('person', device.person);
  if (person?.status !== 'active') return 'the person is retired';
  return isVoid(device, person)
    ? 'the device was enrolled before its person was recovered'
    : { device, person };
}
