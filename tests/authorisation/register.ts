import { BN } from '@coral-xyz/anchor';
import {
  type AccessView,
  type AccountKind,
  type Address,
  deviceAddress,
  encodeKey,
  grantAddress,
  membershipAddress,
  parseAddress,
  parseDatasetId,
  parseDeviceId,
  parseGroupId,
  parsePersonId,
  PERMISSION_BITS,
  PRINCIPAL_KINDS,
  RESOURCE_KINDS,
} from '@meshid/sdk';
import { PublicKey } from '@solana/web3.js';
import { LAYOUT_VERSION, program } from '../../sdk/src/chain/program.ts';

const key = (value: number): string => encodeKey(new Uint8Array(32).fill(value));

/** Who and what the stories are about. */
export const DEVICE = parseDeviceId(key(1));
export const AT = deviceAddress(DEVICE);
export const READER = parsePersonId(key(2));
export const OWNER = parsePersonId(key(3));
/** Holds an admin grant, and gives on what it holds. */
export const MIDDLE = parsePersonId(key(4));
export const DATASET = parseDatasetId(key(5));
export const OTHER_DATASET = parseDatasetId(key(6));
export const PROGRAM = parseAddress(key(7));
export const STRANGER = parsePersonId(key(8));
export const GROUP = parseGroupId(key(9));
/** A computer of the owner's, which offers a port. */
export const OFFERING = parseAddress(key(10));

export const PLACES = {
  device: AT,
  person: READER,
  owner: OWNER,
  dataset: DATASET,
  deviceGrant: grantAddress(DATASET, AT),
  personGrant: grantAddress(DATASET, READER),
  groupGrant: grantAddress(DATASET, GROUP),
  parent: grantAddress(DATASET, MIDDLE),
  group: GROUP,
  deviceMembership: membershipAddress(GROUP, AT),
  personMembership: membershipAddress(GROUP, READER),
  program: PROGRAM,
  offering: OFFERING,
} as const satisfies Record<string, Address>;

export type Part = keyof typeof PLACES;
export type Fields = Readonly<Record<string, number | bigint | Address>>;

export const KINDS: Record<Part, AccountKind> = {
  device: 'device',
  person: 'person',
  owner: 'person',
  dataset: 'dataset',
  deviceGrant: 'grant',
  personGrant: 'grant',
  groupGrant: 'grant',
  parent: 'grant',
  group: 'group',
  deviceMembership: 'membership',
  personMembership: 'membership',
  program: 'program',
  offering: 'device',
};

/** A grant of the owner's to read, without bounds. */
const grantTo = (principalKind: keyof typeof PRINCIPAL_KINDS, principal: Address): Fields => ({
  resourceKind: RESOURCE_KINDS.dataset,
  resource: DATASET,
  principalKind: PRINCIPAL_KINDS[principalKind],
  principal,
  permissions: PERMISSION_BITS.read,
  granter: OWNER,
  serial: 1n,
});

const memberOf = (principalKind: 'person' | 'device', principal: Address): Fields => ({
  principalKind: PRINCIPAL_KINDS[principalKind],
  principal,
  group: GROUP,
  granter: OWNER,
  serial: 1n,
});

/** What each account holds unless a story says otherwise. */
export const USUAL: Record<Part, Fields> = {
  device: { key: parseAddress(DEVICE), person: READER, enrolledSequence: 1n },
  person: { founder: READER, accessSequence: 3n },
  owner: { founder: OWNER },
  dataset: { creator: OWNER, owner: OWNER },
  deviceGrant: grantTo('device', AT),
  personGrant: grantTo('person', READER),
  groupGrant: grantTo('group', GROUP),
  parent: { ...grantTo('person', MIDDLE), permissions: PERMISSION_BITS.read | PERMISSION_BITS.admin },
  group: { creator: OWNER, owner: OWNER, generation: 1 },
  deviceMembership: memberOf('device', AT),
  personMembership: memberOf('person', READER),
  program: { creator: STRANGER, owner: STRANGER, bundleVersion: 1 },
  offering: { key: OFFERING, person: OWNER },
};

/** Fields that differ from the usual ones, bytes as they are, or no account. */
export type Told = Fields | Uint8Array | 'absent';
export type Story = Readonly<Partial<Record<Part, Told>>>;

const ABSENT: Story = {
  deviceGrant: 'absent',
  groupGrant: 'absent',
  parent: 'absent',
  group: 'absent',
  deviceMembership: 'absent',
  personMembership: 'absent',
  program: 'absent',
  offering: 'absent',
};

/** The usual story: a device whose person was granted to read; everything else as told. */
export async function viewOf(story: Story = {}): Promise<AccessView> {
  const told: Story = { ...ABSENT, ...story };
  const view = new Map<Address, Uint8Array | undefined>();
  for (const part of Object.keys(PLACES) as Part[]) view.set(PLACES[part], await bytesOf(part, told[part]));
  return view;
}

async function bytesOf(part: Part, told: Told = {}): Promise<Uint8Array | undefined> {
  if (told === 'absent') return undefined;
  return told instanceof Uint8Array ? told : encodeAccount(KINDS[part], { ...USUAL[part], ...told });
}

/** An account's bytes through Anchor's coder and the IDL; what isn't given is zero. */
export async function encodeAccount(kind: AccountKind, given: Fields): Promise<Buffer> {
  const type = program.idl.types.find(({ name }) => name === kind)?.type;
  if (type === undefined || !('fields' in type)) throw new Error(`the IDL has no ${kind}`);
  const all: Fields = { version: LAYOUT_VERSION, ...given };
  const declared = type.fields as readonly { name: string; type: unknown }[];
  const strays = Object.keys(all).filter((name) => declared.every((field) => field.name !== name));
  if (strays.length > 0) throw new Error(`a ${kind} has no ${strays.join(', ')}`);
  const fields = declared.map(({ name, type: as }) => [name, valueOf(as, all[name])] as const);
  return program.coder.accounts.encode(kind, Object.fromEntries(fields));
}

function valueOf(type: unknown, value: Fields[string] | undefined): unknown {
  if (type === 'pubkey') return value === undefined ? PublicKey.default : new PublicKey(String(value));
  if (type === 'u64' || type === 'i64') return new BN(String(value ?? 0));
  if (typeof type === 'string') return Number(value ?? 0);
  const [, length] = (type as { array: [string, number] }).array;
  return Array<number>(length).fill(0);
}
