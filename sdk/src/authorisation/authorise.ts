import {
  type Dataset,
  decodeAccount,
  type Device,
  deviceAddress,
  type Grant,
  grantAddress,
  type Permission,
  type Person,
  type RegisterAccount,
} from '../chain/index.ts';
import { isMeshidError } from '../errors.ts';
import type { Address, DatasetId, DeviceId } from '../identifiers.ts';

export interface AccessRequest {
  readonly device: DeviceId;
  readonly resource: DatasetId;
  readonly permission: Extract<Permission, 'read' | 'write' | 'admin'>;
}

/** The raw accounts that are known; `undefined` is one that is known to be absent. */
export type AccessView = ReadonlyMap<Address, Uint8Array | undefined>;

/** Unix seconds. */
export interface Clocks {
  readonly local: bigint;
  readonly chain: bigint;
}

export type DenyReason =
  | 'the device is not enrolled'
  | 'the device is suspended'
  | 'the device is revoked'
  | 'the device was enrolled before its person was recovered'
  | 'the person is retired'
  | 'the dataset does not exist'
  | 'the dataset is retired'
  | 'the owner is retired'
  | 'only an admin device of the owner may do this'
  | 'nothing was granted'
  | 'the grant was revoked'
  | 'the grant has expired'
  | 'the grant does not begin yet'
  | 'the grant does not hold this permission'
  | 'the grant holds only inside jobs of a program'
  | 'the grant that this one was made under is not effective'
  | 'an account can not be read';

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: DenyReason };

const ALLOWED: Decision = { allowed: true };
const denied = (reason: DenyReason): Decision => ({ allowed: false, reason });

/**
 * Whether a device holds a permission on a dataset: by the accounts alone, without looking anywhere else. Whatever isn't in the view
 * is absent, and what can't be read refuses.
 *
 * Expiry is judged by the later of the two clocks, a beginning by the earlier.
 */
export function authorise(request: AccessRequest, view: AccessView, clocks: Clocks): Decision {
  try {
    return judge(request, new Register(view), clocks);
  } catch (error) {
    if (isMeshidError(error)) return denied('an account can not be read');
    throw error;
  }
}

/** What a decision depends on, as far as the view tells: read these together until nothing is added. */
export function accountsOf({ device, resource }: AccessRequest, view: AccessView): Address[] {
  const register = new Register(view);
  const at = deviceAddress(device);
  const needed: Address[] = [at, resource, grantAddress(resource, at)];
  try {
    const person = register.find('device', at)?.person;
    if (person !== undefined) needed.push(person, grantAddress(resource, person));
    const owner = register.find('dataset', resource)?.owner;
    if (owner !== undefined) needed.push(owner);
    for (const principal of [at, person]) {
      const parent = principal && register.find('grant', grantAddress(resource, principal))?.parent;
      if (parent !== undefined) needed.push(parent);
    }
  } catch (error) {
    // What can't be read refuses by itself.
    if (!isMeshidError(error)) throw error;
  }
  return [...new Set(needed)];
}

function judge(
  { device: key, resource, permission }: AccessRequest,
  register: Register,
  clocks: Clocks,
): Decision {
  const device = register.find('device', deviceAddress(key));
  if (device?.id !== key) return denied('the device is not enrolled');
  if (device.status !== 'active') return denied(`the device is ${device.status}`);
  const person = register.find('person', device.person);
  if (person?.status !== 'active') return denied('the person is retired');
  if (device.enrolledSequence < person.voidBefore)
    return denied('the device was enrolled before its person was recovered');
  const dataset = register.find('dataset', resource);
  if (dataset === undefined) return denied('the dataset does not exist');
  if (dataset.status !== 'active') return denied('the dataset is retired');
  if (register.find('person', dataset.owner)?.status !== 'active') return denied('the owner is retired');
  if (device.person === dataset.owner) {
    if (permission !== 'admin' || device.role === 'admin') return ALLOWED;
    return denied('only an admin device of the owner may do this');
  }
  const decisions = principalsOf(device, person).map(({ kind, address }) => {
    const grant = register.find('grant', grantAddress(resource, address));
    if (grant?.principalKind !== kind || grant.principal !== address) return denied('nothing was granted');
    return judgeGrant(grant, { dataset, permission }, register, clocks);
  });
  const allowed = decisions.find((decision) => decision.allowed);
  const telling = decisions.find(
    (decision) => !decision.allowed && decision.reason !== 'nothing was granted',
  );
  return allowed ?? telling ?? denied('nothing was granted');
}

function principalsOf(device: Device, person: Person): { kind: 'device' | 'person'; address: Address }[] {
  return [
    { kind: 'device', address: device.address },
    { kind: 'person', address: person.address },
  ];
}

function judgeGrant(
  grant: Grant,
  { dataset, permission }: { dataset: Dataset; permission: Permission },
  register: Register,
  clocks: Clocks,
): Decision {
  const later = clocks.local > clocks.chain ? clocks.local : clocks.chain;
  const earlier = clocks.local > clocks.chain ? clocks.chain : clocks.local;
  if (grant.resourceKind !== 'dataset' || grant.resource !== dataset.address)
    return denied('nothing was granted');
  if (grant.status !== 'active') return denied('the grant was revoked');
  if (grant.expiresAt !== 0n && later >= grant.expiresAt) return denied('the grant has expired');
  if (grant.notBefore !== 0n && earlier < grant.notBefore) return denied('the grant does not begin yet');
  if (grant.viaProgram !== undefined) return denied('the grant holds only inside jobs of a program');
  if (!grant.permissions.has(permission)) return denied('the grant does not hold this permission');
  if (grant.parent === undefined)
    // Nobody outlives the owner: what a former one granted ends with its ownership.
    return grant.granter === dataset.owner ? ALLOWED : denied('nothing was granted');
  const parent = register.find('grant', grant.parent);
  const effective =
    parent?.serial === grant.parentSerial &&
    parent.parent === undefined &&
    judgeGrant(parent, { dataset, permission: 'admin' }, register, clocks).allowed &&
    parent.permissions.has(permission);
  return effective ? ALLOWED : denied('the grant that this one was made under is not effective');
}

type Kind = RegisterAccount['kind'];

class Register {
  readonly #view: AccessView;

  constructor(view: AccessView) {
    this.#view = view;
  }

  /** The account, when it is there and of that kind. Throws MeshidError `register/unreadable`. */
  find<K extends Kind>(kind: K, address: Address): Extract<RegisterAccount, { kind: K }> | undefined {
    const data = this.#view.get(address);
    if (data === undefined) return undefined;
    const account = decodeAccount(address, data);
    return is(account, kind) ? account : undefined;
  }
}

function is<K extends Kind>(
  account: RegisterAccount,
  kind: K,
): account is Extract<RegisterAccount, { kind: K }> {
  return account.kind === kind;
}
