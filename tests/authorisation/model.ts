import { type Clocks, type Permission, PERMISSION_BITS, PRINCIPAL_KINDS, RESOURCE_KINDS } from '@meshid/sdk';
import { type Facts, NONE, PARTS, type Use } from './random-register.ts';
import { AT, DATASET, type Fields, GROUP, KINDS, PLACES, PROGRAM, READER } from './register.ts';

class Unreadable extends Error {}

const number = (value: Fields[string] | undefined): bigint => BigInt(value ?? 0);
const VALID: Record<string, readonly Permission[]> = {
  dataset: ['read', 'write', 'admin'],
  port: ['connect', 'admin'],
  device: ['run', 'admin'],
  group: ['admin'],
};

/** The rules once more, from the design's sentences and over facts instead of accounts: slow, plain and without a reason. */
export function mayDo(facts: Facts, use: Use, clocks: Clocks): boolean {
  try {
    return new Model(facts, use, clocks).decides();
  } catch (error) {
    // Bytes that can't be read refuse, also where nothing should be.
    if (error instanceof Unreadable) return false;
    throw error;
  }
}

class Model {
  readonly #facts: Facts;
  readonly #use: Use;
  readonly #clocks: Clocks;

  constructor(facts: Facts, use: Use, clocks: Clocks) {
    this.#facts = facts;
    this.#use = use;
    this.#clocks = clocks;
  }

  decides(): boolean {
    const { permission, looksForGroup } = this.#use;
    const device = this.#find('device', AT);
    if (device?.['status'] !== 0) return false;
    const person = this.#find('person', device['person']);
    if (person?.['status'] !== 0 || isVoid(device, person)) return false;
    const { kind } = this.#facts;
    const resource = this.#find(kind, DATASET);
    if (resource?.['status'] !== 0) return false;
    const owner = resource[{ dataset: 'owner', group: 'owner', port: 'creator', device: 'person' }[kind]];
    if (kind === 'port' && !this.#isUsable(this.#find('device', resource['device']))) return false;
    if (kind === 'device' && !this.#isUsable(resource)) return false;
    if (this.#find('person', owner)?.['status'] !== 0) return false;
    if (VALID[kind]?.includes(permission) !== true) return false;
    if (device['person'] === owner) return permission !== 'admin' || device['role'] === 1;
    const byDevice = this.#holds(PLACES.deviceGrant, 'device', AT, owner);
    const byPerson = device['person'] === READER && this.#holds(PLACES.personGrant, 'person', READER, owner);
    const byGroup =
      looksForGroup && this.#isIn(device['person']) && this.#holds(PLACES.groupGrant, 'group', GROUP, owner);
    return byDevice || byPerson || byGroup;
  }

  /** Whatever is there, when it is of that kind. */
  #find(kind: string, address: unknown): Fields | undefined {
    const part = PARTS.find((name) => PLACES[name] === address);
    if (part === undefined) return undefined;
    const told = this.#facts.parts[part];
    if (told === 'unreadable') throw new Unreadable();
    const is = part === 'dataset' ? this.#facts.kind : KINDS[part];
    return typeof told === 'string' || is !== kind ? undefined : told;
  }

  #isUsable(device: Fields | undefined): boolean {
    const person = device && this.#find('person', device['person']);
    return device?.['status'] === 0 && person !== undefined && !isVoid(device, person);
  }

  #isIn(person: unknown): boolean {
    const isMember = (membership: Fields | undefined, kind: number, principal: unknown): boolean =>
      membership?.['status'] === 0 &&
      membership['group'] === GROUP &&
      membership['principalKind'] === kind &&
      membership['principal'] === principal &&
      this.#lasts(membership['expiresAt']);
    const byItself = isMember(this.#find('membership', PLACES.deviceMembership), PRINCIPAL_KINDS.device, AT);
    const asPerson =
      person === READER &&
      isMember(this.#find('membership', PLACES.personMembership), PRINCIPAL_KINDS.person, READER);
    return this.#find('group', GROUP)?.['status'] === 0 && (byItself || asPerson);
  }

  #holds(at: unknown, kind: keyof typeof PRINCIPAL_KINDS, principal: unknown, owner: unknown): boolean {
    const grant = this.#find('grant', at);
    if (grant?.['principalKind'] !== PRINCIPAL_KINDS[kind] || grant['principal'] !== principal) return false;
    const { permission, inJob } = this.#use;
    const program = grant['viaProgram'];
    const through =
      program === NONE || (inJob && program === PROGRAM && this.#find('program', PROGRAM)?.['status'] === 0);
    if (!this.#stands(grant) || !through || !has(grant, permission)) return false;
    if (grant['parent'] === NONE) return grant['granter'] === owner;
    const parent = this.#find('grant', grant['parent']);
    return (
      parent !== undefined &&
      this.#stands(parent) &&
      parent['viaProgram'] === NONE &&
      parent['parent'] === NONE &&
      parent['granter'] === owner &&
      parent['serial'] === grant['parentSerial'] &&
      has(parent, 'admin') &&
      has(parent, permission)
    );
  }

  #stands(grant: Fields): boolean {
    const { local, chain } = this.#clocks;
    const begins = number(grant['notBefore']);
    return (
      grant['status'] === 0 &&
      grant['resource'] === DATASET &&
      grant['resourceKind'] === RESOURCE_KINDS[this.#facts.kind] &&
      local >= begins &&
      chain >= begins &&
      this.#lasts(grant['expiresAt'])
    );
  }

  #lasts(end: Fields[string] | undefined): boolean {
    const { local, chain } = this.#clocks;
    return number(end) === 0n || (local < number(end) && chain < number(end));
  }
}

const isVoid = (device: Fields, person: Fields): boolean =>
  number(device['enrolledSequence']) < number(person['voidBefore']);

const has = (grant: Fields, what: Permission): boolean =>
  (Number(grant['permissions']) & PERMISSION_BITS[what]) > 0;
