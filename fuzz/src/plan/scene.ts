import { type Address, PROGRAM } from '../chain/addresses.ts';
import { type Attempt } from '../chain/attempt.ts';
import { instructionOf } from '../chain/idl.ts';
import type { Values } from '../chain/layout.ts';
import { type Device, FOREVER, type Kind, type OfKind, type Person } from '../model/accounts.ts';
import type { Register } from '../model/register.ts';
import { isVoid } from '../model/signing.ts';
import type { Cast } from './cast.ts';
import type { Draw } from './draw.ts';

/** What one person may do is planned from what is there now. */
export interface Scene {
  readonly draw: Draw;
  readonly register: Register;
  readonly now: bigint;
  readonly cast: Cast;
}
export type Planner = (scene: Scene) => Attempt | undefined;
export type Found<K extends Kind> = readonly [Address, OfKind<K>];

/** An attempt that everybody signs of whom the instruction wants it. */
export function attempt(
  instruction: string,
  accounts: Readonly<Record<string, Address | null>>,
  args: Values = {},
): Attempt {
  const signers = instructionOf(instruction)
    .accounts.filter(({ signer }) => signer === true)
    .map(({ name }) => accounts[name])
    .filter((address) => typeof address === 'string')
    .filter((address) => address !== PROGRAM);
  return { instruction, accounts, args, signers: [...new Set(signers)] };
}

export function some<K extends Kind>(
  { draw, register }: Scene,
  kind: K,
  fits: (account: OfKind<K>, address: Address) => boolean = () => true,
): Found<K> | undefined {
  return draw.mostly(register.all(kind), ([address, account]) => fits(account, address));
}

/** Without ever taking one that doesn't fit. */
export function only<K extends Kind>(
  { draw, register }: Scene,
  kind: K,
  fits: (account: OfKind<K>, address: Address) => boolean,
): Found<K> | undefined {
  return draw.one(register.all(kind).filter(([address, account]) => fits(account, address)));
}

export const livePerson = (scene: Scene): Found<'Person'> | undefined =>
  some(scene, 'Person', ({ status }) => status === 0);

export const payer = ({ draw, cast }: Scene): Address => draw.one(cast.wallets);

/** Somebody who acts for the person: its authority, or one of its devices. */
export function actor(scene: Scene, [address, person]: Found<'Person'>): Record<string, Address | null> {
  const device = scene.draw.chance(50)
    ? some(scene, 'Device', (one) => isTrusted(one, address, person) && one.role === 1)
    : undefined;
  return device === undefined
    ? { actor: person.authority, actor_device: null }
    : { actor: device[1].key, actor_device: device[0] };
}

export const isTrusted = (device: Device, address: Address, person: Person): boolean =>
  device.person === address && device.status === 0 && !isVoid(person, device);

export const personAt = ({ register }: Scene, address: Address): Found<'Person'> | undefined => {
  const person = register.find('Person', address);
  return person === undefined ? undefined : [address, person];
};

const HOUR = 3_600;
/** An end in the near future; 0 for never, or for `never`. */
export function expiry({ draw, now }: Scene, never = 0n): bigint {
  return draw.chance(60) ? never : now + BigInt(draw.one([30, HOUR, 6 * HOUR, 48 * HOUR]) + draw.below(HOUR));
}
export const validUntil = (scene: Scene): bigint => expiry(scene, FOREVER);

/** A name as UTF-8, padded with zeros; now and then one that isn't. */
export function name({ draw }: Scene, bytes: number): string {
  const text = draw.one(['', 'notes', 'é', 'x'.repeat(bytes)]);
  const padded = Buffer.alloc(bytes);
  padded.write(text);
  if (draw.chance(5)) padded[draw.below(bytes)] = 0xff;
  if (draw.chance(5)) padded[bytes - 1] = 0x61;
  return padded.toString('hex');
}

/** A keyring's next digest, and the one before it. */
export const nextKeyring = ({ draw }: Scene, current: string): Values => ({
  previous_keyring_digest: current,
  keyring_digest: draw.chance(80) ? draw.hex(32) : current,
});
