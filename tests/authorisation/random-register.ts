import {
  type AccessView,
  type Address,
  type Clocks,
  parseAddress,
  type Permission,
  PERMISSION_BITS,
  PRINCIPAL_KINDS,
  RESOURCE_KINDS,
  type ResourceKind,
} from '@meshid/sdk';
import fc from 'fast-check';
import {
  AT,
  DATASET,
  encodeAccount,
  type Fields,
  GROUP,
  KINDS,
  MIDDLE,
  OFFERING,
  OTHER_DATASET,
  OWNER,
  type Part,
  PLACES,
  PROGRAM,
  READER,
  STRANGER,
  USUAL,
} from './register.ts';

export const NOW = 1_000n;
export const NONE = parseAddress('11111111111111111111111111111111');
export const PARTS = Object.keys(PLACES) as Part[];

/** What stands at an address: an account with these fields, one of another kind, one that can't be read, or none. */
export type Fact = Fields | 'another kind' | 'unreadable' | 'absent';
/** The resource is of that kind, at the dataset's place. */
export interface Facts {
  readonly kind: ResourceKind;
  readonly parts: Readonly<Record<Part, Fact>>;
}

export interface Use {
  readonly permission: Permission;
  readonly inJob: boolean;
  readonly looksForGroup: boolean;
}

/** Mostly the first: an account that has everything wrong with it would test only the first rule. */
function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );
}

const second = (usual: bigint): fc.Arbitrary<bigint> =>
  mostly(usual, 0n, 1n, NOW - 1n, NOW, NOW + 1n, NOW + 2n);

const { read, write, admin, connect, run } = PERMISSION_BITS;
const PERMISSIONS_OF: Record<ResourceKind, number> = {
  dataset: read | write | admin,
  port: connect | admin,
  device: run | admin,
  group: admin,
};

function grants(
  on: ResourceKind,
  principalKind: keyof typeof PRINCIPAL_KINDS,
  principal: Address,
): fc.Arbitrary<Fields> {
  return fc.record({
    status: mostly(0, 1),
    resourceKind: mostly<number>(RESOURCE_KINDS[on], RESOURCE_KINDS.port, RESOURCE_KINDS.dataset),
    resource: mostly<Address>(DATASET, OTHER_DATASET),
    principalKind: mostly<number>(PRINCIPAL_KINDS[principalKind], ...Object.values(PRINCIPAL_KINDS)),
    principal: mostly<Address>(principal, STRANGER, READER),
    permissions: mostly(PERMISSIONS_OF[on], 1, 2, 4, 8, 16, 5, 31),
    notBefore: second(0n),
    expiresAt: second(0n),
    viaProgram: mostly<Address>(NONE, PROGRAM, PROGRAM, STRANGER),
    granter: mostly<Address>(OWNER, MIDDLE, READER),
    serial: mostly(1n, 2n),
    parent: fc.constantFrom<Address[]>(
      ...[NONE, NONE, PLACES.parent, PLACES.parent],
      ...[PLACES.deviceGrant, PLACES.owner],
    ),
    parentSerial: mostly(1n, 2n),
  });
}

function memberships(principalKind: 'person' | 'device', principal: Address): fc.Arbitrary<Fields> {
  return fc.record({
    status: mostly(0, 1),
    principalKind: mostly<number>(
      PRINCIPAL_KINDS[principalKind],
      PRINCIPAL_KINDS.person,
      PRINCIPAL_KINDS.device,
    ),
    principal: mostly<Address>(principal, STRANGER),
    group: mostly<Address>(GROUP, STRANGER),
    expiresAt: second(0n),
  });
}

const owners = mostly<Address>(OWNER, READER, STRANGER);
const RESOURCES: { readonly [K in ResourceKind]: fc.Arbitrary<Fields> } = {
  dataset: fc.record({ status: mostly(0, 1), owner: owners, creator: fc.constant(STRANGER) }),
  port: fc.record({
    status: mostly(0, 1),
    creator: owners,
    device: mostly<Address>(OFFERING, STRANGER),
    number: fc.constant(80),
  }),
  device: fc.record({
    status: mostly(0, 1, 2),
    person: owners,
    key: fc.constant(STRANGER),
    enrolledSequence: mostly(2n, 1n),
  }),
  group: fc.record({ status: mostly(0, 1), owner: owners, creator: fc.constant(STRANGER) }),
};

function fields(kind: ResourceKind): { readonly [part in Part]: fc.Arbitrary<Fields> } {
  return {
    device: fc.record({
      status: mostly(0, 1, 2),
      role: fc.constantFrom(0, 1),
      person: mostly<Address>(READER, OWNER, STRANGER),
      enrolledSequence: mostly(2n, 1n, 3n),
    }),
    person: fc.record({ status: mostly(0, 1), voidBefore: mostly(2n, 0n, 3n) }),
    owner: fc.record({ status: mostly(0, 1), voidBefore: mostly(0n, 2n, 3n) }),
    dataset: RESOURCES[kind],
    deviceGrant: grants(kind, 'device', AT),
    personGrant: grants(kind, 'person', READER),
    groupGrant: grants(kind, 'group', GROUP),
    parent: grants(kind, 'person', MIDDLE).map((grant) => ({ ...grant, parent: NONE })),
    group: fc.record({ status: mostly(0, 1) }),
    deviceMembership: memberships('device', AT),
    personMembership: memberships('person', READER),
    program: fc.record({ status: mostly(0, 1) }),
    offering: fc.record({
      status: mostly(0, 1),
      person: mostly<Address>(OWNER, READER),
      enrolledSequence: mostly(2n, 1n),
    }),
  };
}

function fact(part: Part, arbitrary: fc.Arbitrary<Fields>): fc.Arbitrary<Fact> {
  const optional = /Grant|Membership/.test(part);
  return fc.oneof(
    { weight: 30, arbitrary: arbitrary.map((given): Fact => ({ ...usual(part), ...given })) },
    { weight: optional ? 15 : 1, arbitrary: fc.constant<Fact>('absent') },
    { weight: 1, arbitrary: fc.constantFrom<Fact>('another kind', 'unreadable') },
  );
}

/** The place's usual fields; the resource's depend on its kind and are all given. */
const usual = (part: Part): Fields => (part === 'dataset' ? {} : USUAL[part]);

export const FACTS: fc.Arbitrary<Facts> = fc
  .constantFrom<ResourceKind[]>('dataset', 'dataset', 'port', 'device', 'group')
  .chain((kind) => {
    const given = fields(kind);
    const parts = Object.fromEntries(PARTS.map((part) => [part, fact(part, given[part])]));
    return fc.record(parts).map((told) => ({ kind, parts: told as Facts['parts'] }));
  });
export const CLOCKS: fc.Arbitrary<Clocks> = fc.record({
  local: fc.constantFrom(NOW - 1n, NOW, NOW + 1n),
  chain: fc.constantFrom(NOW - 1n, NOW, NOW + 1n),
});
export const USES: fc.Arbitrary<Use> = fc.record({
  permission: fc.constantFrom<Permission[]>('read', 'read', 'write', 'admin', 'admin', 'connect', 'run'),
  inJob: fc.boolean(),
  looksForGroup: mostly(true, false),
});

export async function viewOf(facts: Facts): Promise<AccessView> {
  const view = new Map<Address, Uint8Array | undefined>();
  for (const part of PARTS) view.set(PLACES[part], await bytesOf(facts, part));
  return view;
}

async function bytesOf({ kind, parts }: Facts, part: Part): Promise<Uint8Array | undefined> {
  const told = parts[part];
  const as = part === 'dataset' ? kind : KINDS[part];
  if (told === 'absent') return undefined;
  if (told === 'unreadable') return new Uint8Array(100);
  if (told === 'another kind')
    // A grant is nothing that can be asked for, and no person is what a grant names as its parent.
    return as === 'person' || as === 'device'
      ? encodeAccount('grant', USUAL.parent)
      : encodeAccount('person', {});
  return encodeAccount(as, told);
}
