import { BN } from '@coral-xyz/anchor';
import {
  type AccessView,
  type Address,
  deviceAddress,
  encodeKey,
  grantAddress,
  parseAddress,
  parseDatasetId,
  parseDeviceId,
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

export const PLACES = {
  device: AT,
  person: READER,
  owner: OWNER,
  dataset: DATASET,
  deviceGrant: grantAddress(DATASET, AT),
  personGrant: grantAddress(DATASET, READER),
  parent: grantAddress(DATASET, MIDDLE),
} as const satisfies Record<string, Address>;

export type Part = keyof typeof PLACES;
export type Kind = 'person' | 'device' | 'dataset' | 'grant';
export type Fields = Readonly<Record<string, number | bigint | Address>>;

export const KINDS: Record<Part, Kind> = {
  device: 'device',
  person: 'person',
  owner: 'person',
  dataset: 'dataset',
  deviceGrant: 'grant',
  personGrant: 'grant',
  parent: 'grant',
};

/** A grant of the owner's to read, without bounds. */
const grantTo = (principalKind: 'person' | 'device', principal: Address): Fields => ({
  resourceKind: RESOURCE_KINDS.dataset,
  resource: DATASET,
  principalKind: PRINCIPAL_KINDS[principalKind],
  principal,
  permissions: PERMISSION_BITS.read,
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
  parent: { ...grantTo('person', MIDDLE), permissions: PERMISSION_BITS.read | PERMISSION_BITS.admin },
};

/** Fields that differ from the usual ones, bytes as they are, or no account. */
export type Told = Fields | Uint8Array | 'absent';
export type Story = Readonly<Partial<Record<Part, Told>>>;

/** The usual story: a device whose person was granted to read; everything else as told. */
export async function viewOf(story: Story = {}): Promise<AccessView> {
  const told = { deviceGrant: 'absent', parent: 'absent', ...story } as const;
  const view = new Map<Address, Uint8Array | undefined>();
  for (const part of Object.keys(PLACES) as Part[]) view.set(PLACES[part], await bytesOf(part, told[part]));
  return view;
}

async function bytesOf(part: Part, told: Told = {}): Promise<Uint8Array | undefined> {
  if (told === 'absent') return undefined;
  return told instanceof Uint8Array ? told : encodeAccount(KINDS[part], { ...USUAL[part], ...told });
}

/** An account's bytes through Anchor's coder and the IDL; what isn't given is zero. */
export async function encodeAccount(kind: Kind, given: Fields): Promise<Buffer> {
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
