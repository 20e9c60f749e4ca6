import assert from 'node:assert/strict';
import {
  type AccessRequest,
  type AccessView,
  accountsOf,
  type Address,
  authorise,
  type Clocks,
  parseAddress,
  PERMISSION_BITS,
  PRINCIPAL_KINDS,
  RESOURCE_KINDS,
} from '@meshid/sdk';
import fc from 'fast-check';
import {
  AT,
  DATASET,
  DEVICE,
  encodeAccount,
  type Fields,
  KINDS,
  MIDDLE,
  OTHER_DATASET,
  OWNER,
  type Part,
  PLACES,
  PROGRAM,
  READER,
  STRANGER,
  USUAL,
} from './register.ts';

const NOW = 1_000n;
const RUNS = 1_000;
const PARTS = Object.keys(PLACES) as Part[];
const NONE = parseAddress('11111111111111111111111111111111');

/** What stands at an address: an account with these fields, one of another kind, one that can't be read, or none. */
type Fact = Fields | 'another kind' | 'unreadable' | 'absent';
type Facts = Readonly<Record<Part, Fact>>;

/** Mostly the first: an account that has everything wrong with it would test only the first rule. */
function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );
}

const second = (usual: bigint): fc.Arbitrary<bigint> =>
  mostly(usual, 0n, 1n, NOW - 1n, NOW, NOW + 1n, NOW + 2n);

function grants(kind: 'person' | 'device', principal: Address, permissions: number): fc.Arbitrary<Fields> {
  return fc.record({
    status: mostly(0, 1),
    resourceKind: mostly<number>(RESOURCE_KINDS.dataset, RESOURCE_KINDS.port),
    resource: mostly<Address>(DATASET, OTHER_DATASET),
    principalKind: mostly<number>(PRINCIPAL_KINDS[kind], PRINCIPAL_KINDS.person, PRINCIPAL_KINDS.device),
    principal: mostly<Address>(principal, STRANGER, READER),
    permissions: mostly(permissions, 1, 2, 4, 5, 7),
    notBefore: second(0n),
    expiresAt: second(0n),
    viaProgram: mostly<Address>(NONE, PROGRAM),
    granter: mostly<Address>(OWNER, MIDDLE, READER),
    serial: mostly(1n, 2n),
    parent: fc.constantFrom<Address[]>(
      NONE,
      NONE,
      PLACES.parent,
      PLACES.parent,
      PLACES.deviceGrant,
      PLACES.owner,
    ),
    parentSerial: mostly(1n, 2n),
  });
}

const { read, write, admin } = PERMISSION_BITS;
const FIELDS: { readonly [part in Part]: fc.Arbitrary<Fields> } = {
  device: fc.record({
    status: mostly(0, 1, 2),
    role: fc.constantFrom(0, 1),
    person: mostly<Address>(READER, OWNER, STRANGER),
    enrolledSequence: mostly(2n, 1n, 3n),
  }),
  person: fc.record({ status: mostly(0, 1), voidBefore: mostly(2n, 0n, 3n) }),
  owner: fc.record({ status: mostly(0, 1), voidBefore: mostly(0n, 3n) }),
  dataset: fc.record({ status: mostly(0, 1), owner: mostly<Address>(OWNER, READER, STRANGER) }),
  deviceGrant: grants('device', AT, read),
  personGrant: grants('person', READER, read | write),
  parent: grants('person', MIDDLE, read | write | admin).map((fields) => ({
    ...fields,
    parent: NONE,
  })),
};

const fact = (part: Part): fc.Arbitrary<Fact> =>
  fc.oneof(
    { weight: 20, arbitrary: FIELDS[part].map((fields): Fact => ({ ...USUAL[part], ...fields })) },
    { weight: part.endsWith('rant') ? 8 : 1, arbitrary: fc.constant<Fact>('absent') },
    { weight: 1, arbitrary: fc.constantFrom<Fact>('another kind', 'unreadable') },
  );
const FACTS = fc.record(Object.fromEntries(PARTS.map((part) => [part, fact(part)]))) as fc.Arbitrary<Facts>;
const CLOCKS: fc.Arbitrary<Clocks> = fc.record({
  local: fc.constantFrom(NOW - 1n, NOW, NOW + 1n),
  chain: fc.constantFrom(NOW - 1n, NOW, NOW + 1n),
});
const PERMISSIONS = fc.constantFrom<AccessRequest['permission'][]>('read', 'read', 'write', 'admin');

async function viewOf(facts: Facts): Promise<AccessView> {
  const view = new Map<Address, Uint8Array | undefined>();
  for (const part of PARTS) view.set(PLACES[part], await bytesOf(part, facts[part]));
  return view;
}

async function bytesOf(part: Part, told: Fact): Promise<Uint8Array | undefined> {
  if (told === 'absent') return undefined;
  if (told === 'unreadable') return new Uint8Array(100);
  if (told === 'another kind')
    return KINDS[part] === 'dataset' ? encodeAccount('person', {}) : encodeAccount('dataset', {});
  return encodeAccount(KINDS[part], told);
}

class Unreadable extends Error {}

/** The rules once more, from the design's sentences and over facts instead of accounts: slow, plain and without a reason. */
function mayDo(facts: Facts, permission: AccessRequest['permission'], { local, chain }: Clocks): boolean {
  const find = (address: unknown): Fields | undefined => {
    const part = PARTS.find((name) => PLACES[name] === address);
    const found = part === undefined ? 'absent' : facts[part];
    if (found === 'unreadable') throw new Unreadable();
    return typeof found === 'string' ? undefined : found;
  };
  const bit = { read, write, admin };
  const holds = (grant: Fields, what: keyof typeof bit): boolean =>
    (Number(grant['permissions']) & bit[what]) > 0;
  const passed = (moment: unknown, clock: bigint): boolean => clock >= BigInt(String(moment));
  const stands = (grant: Fields): boolean =>
    grant['status'] === 0 &&
    grant['resource'] === DATASET &&
    grant['resourceKind'] === RESOURCE_KINDS.dataset &&
    passed(grant['notBefore'], local) &&
    passed(grant['notBefore'], chain) &&
    (grant['expiresAt'] === 0n ||
      !(passed(grant['expiresAt'], local) || passed(grant['expiresAt'], chain))) &&
    grant['viaProgram'] === NONE;
  const effective = (grant: Fields, owner: unknown): boolean => {
    if (!stands(grant) || !holds(grant, permission)) return false;
    if (grant['parent'] === NONE) return grant['granter'] === owner;
    // Bytes that can't be read refuse, also where no grant should be.
    const found = find(grant['parent']);
    const parent = kindAt(grant['parent']) === 'grant' ? found : undefined;
    return (
      parent !== undefined &&
      stands(parent) &&
      parent['parent'] === NONE &&
      parent['granter'] === owner &&
      parent['serial'] === grant['parentSerial'] &&
      holds(parent, 'admin') &&
      holds(parent, permission)
    );
  };
  try {
    const device = find(AT);
    if (device?.['status'] !== 0) return false;
    const person = kindAt(device['person']) === 'person' ? find(device['person']) : undefined;
    if (
      person?.['status'] !== 0 ||
      BigInt(String(device['enrolledSequence'])) < BigInt(String(person['voidBefore'] ?? 0))
    )
      return false;
    const dataset = find(DATASET);
    if (dataset?.['status'] !== 0 || find(dataset['owner'])?.['status'] !== 0) return false;
    if (dataset['owner'] === device['person']) return permission !== 'admin' || device['role'] === 1;
    const held = [
      { grant: find(PLACES.deviceGrant), kind: PRINCIPAL_KINDS.device, principal: AT },
      ...(device['person'] === READER
        ? [{ grant: find(PLACES.personGrant), kind: PRINCIPAL_KINDS.person, principal: READER }]
        : []),
    ].map(
      ({ grant, kind, principal }) =>
        grant?.['principalKind'] === kind &&
        grant['principal'] === principal &&
        effective(grant, dataset['owner']),
    );
    return held.includes(true);
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}

function kindAt(address: unknown): string | undefined {
  const part = PARTS.find((name) => PLACES[name] === address);
  return part === undefined ? undefined : KINDS[part];
}

describe('authorise, over random registers', function () {
  this.timeout(180_000);

  it('decides as a second model does that was written from the rules', async () => {
    const seen = { true: 0, false: 0 };
    await fc.assert(
      fc.asyncProperty(FACTS, CLOCKS, PERMISSIONS, async (facts, clocks, permission) => {
        const request = { device: DEVICE, resource: DATASET, permission };
        const { allowed } = authorise(request, await viewOf(facts), clocks);
        seen[`${allowed}`]++;
        assert.equal(allowed, mayDo(facts, permission, clocks));
      }),
      { numRuns: RUNS },
    );
    // Registers that nearly all refuse would prove little.
    assert.ok(seen.true > RUNS / 20 && seen.false > RUNS / 20, JSON.stringify(seen));
  });

  it('depends on no account that it does not name', async () => {
    await fc.assert(
      fc.asyncProperty(FACTS, CLOCKS, PERMISSIONS, async (facts, clocks, permission) => {
        const request = { device: DEVICE, resource: DATASET, permission };
        const view = await viewOf(facts);
        // As whoever reads the register finds them: from nothing, until nothing is added.
        let known: AccessView = new Map();
        for (let before = -1; before < known.size;) {
          before = known.size;
          known = new Map(accountsOf(request, known).map((address) => [address, view.get(address)]));
        }
        const decision = authorise(request, view, clocks);
        assert.deepEqual(authorise(request, known, clocks), decision);
        const named = accountsOf(request, view);
        const rest = new Map([...view].filter(([address]) => named.includes(address)));
        assert.deepEqual(authorise(request, rest, clocks), decision);
      }),
      { numRuns: RUNS / 2 },
    );
  });
});
