import { type Device, type Person, recoveryInEffect, type Sent } from '../chain/index.ts';
import {
  deviceHolder,
  deviceOpener,
  type Keyring,
  type KeyringOpener,
  nextPersonGeneration,
  openPersonKeyring,
  type PersonKeys,
  personKeyPair,
  personOpener,
  recoveryHolder,
  sealPersonKeyring,
} from '../crypto/index.ts';
import { equalBytes } from '../crypto/primitives.ts';
import { isMeshidError, MeshidError, orNothing } from '../errors.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { actingFor, ownPerson } from './acting.ts';
import { setPersonKeyring } from './instructions.ts';

export interface KeyringOptions extends FlowOptions {
  /** Other computers, which are asked for keyrings that neither this one nor the index has. */
  readonly others?: { findKeyring(digest: Uint8Array): Promise<Uint8Array | undefined> } | undefined;
}

/**
 * The person's secrets up to the generation on chain: this home's, or those of the keyring that is sealed to this device.
 *
 * @throws MeshidError `home/no-person-keys`, `keyring/not-a-holder`, `keyring/missing`, `index/away`
 */
export async function personKeys(
  meshid: Meshid,
  person: Person,
  options: KeyringOptions = {},
): Promise<PersonKeys> {
  const { home } = meshid;
  const kept = await home.findPersonKeys();
  if (kept?.person === person.address && holds(kept, person)) return upTo(kept, person.generation);
  const device = await home.findDevice();
  if (device === undefined) throw new MeshidError('home/no-person-keys', { directory: home.directory });
  const block = await findKeyringBlock(meshid, person.keyringDigest, 'person', options);
  const keys = openPersonKeyring(block, person.keyringDigest, person.address, deviceOpener(device));
  if (!holds(keys, person)) throw new MeshidError('crypto/cannot-open', { what: 'person keyring' });
  await home.savePersonKeys(keys);
  return keys;
}

/**
 * Opens what is sealed to this computer's person, or to this computer itself.
 *
 * @throws whatever `open` throws, or what kept the person's keys away when the computer's own don't do
 */
export async function openAsOneself<T>(
  meshid: Meshid,
  open: (openers: readonly KeyringOpener[]) => T,
  options: KeyringOptions = {},
): Promise<T> {
  const device = await meshid.home.findDevice();
  const person = await ownPerson(meshid);
  const openers = device === undefined ? [] : [deviceOpener(device)];
  const keys = await personKeys(meshid, person, options).catch((error: unknown) => {
    // A device may be granted access itself: then it reads without its person's secret.
    if (isMeshidError(error) && openers.length > 0) return error;
    throw error;
  });
  if (!isMeshidError(keys)) return open([personOpener(keys), ...openers]);
  try {
    return open(openers);
  } catch {
    throw keys;
  }
}

/** A keyring by its digest: from this computer's shelf, or as `fetchKeyring` without other computers. */
export async function findKeyringBlock(
  meshid: Meshid,
  digest: Uint8Array,
  what: string,
  options: KeyringOptions = {},
): Promise<Uint8Array> {
  return (await meshid.home.keyrings.find(digest)) ?? (await fetchKeyring(meshid, digest, what, options));
}

/**
 * Brings a keyring, which is public and whose digest stands on chain, from the index or, where some are named, from other computers.
 *
 * @throws MeshidError `keyring/missing`; without other computers `index/away`, with them what keeps them away
 */
export async function fetchKeyring(
  { home, index }: Meshid,
  digest: Uint8Array,
  what: string,
  { signal, others }: KeyringOptions,
): Promise<Uint8Array> {
  const inIndex = async (): Promise<Uint8Array | undefined> => index.findKeyring(digest, signal);
  const block =
    others === undefined
      ? await inIndex()
      : ((await orNothing(inIndex)) ?? (await others.findKeyring(digest)));
  if (block === undefined) throw new MeshidError('keyring/missing', { what }, { retryable: true });
  await home.keyrings.put(block);
  return block;
}

/** Puts a keyring where others look for it. When that fails, the node does it later. */
export async function shareKeyring(
  { index }: Meshid,
  { digest, block }: Pick<Keyring, 'digest' | 'block'>,
): Promise<void> {
  try {
    await index.putKeyring(digest, block);
  } catch (error) {
    if (!isMeshidError(error)) throw error;
  }
}

/** Who may open the next keyring besides the person's active devices. */
export interface Joining {
  /** One that is about to be enrolled or resumed. */
  readonly device?: Pick<Device, 'id' | 'encryptionKey'> | undefined;
  /** The X25519 key of a recovery that is about to be set. */
  readonly recoveryKey?: Uint8Array | undefined;
}

/**
 * Seals a generation to the person's active devices, to who joins, and to the recovery keys: the one in effect, and one that waits for
 * its delay, which begins to count without anybody's doing.
 */
export async function sealForDevices(
  { chain, home }: Meshid,
  keys: PersonKeys,
  person: Person,
  { device: joining, recoveryKey }: Joining = {},
): Promise<Keyring> {
  const devices = (await chain.list('device', { person: person.address })).filter(
    (device) =>
      device.status === 'active' && device.enrolledSequence >= person.voidBefore && device.id !== joining?.id,
  );
  const recoveries = [
    recoveryInEffect(person, await chain.now())?.key,
    person.pendingRecovery?.recovery?.key,
    recoveryKey,
  ]
    .filter((key) => key !== undefined)
    .map(recoveryHolder);
  const keyring = sealPersonKeyring(keys, [
    ...[...devices, ...(joining === undefined ? [] : [joining])].map(({ id, encryptionKey }) =>
      deviceHolder(id, encryptionKey),
    ),
    ...new Map(recoveries.map((holder) => [holder.id, holder])).values(),
  ]);
  await home.keyrings.put(keyring.block);
  return keyring;
}

/** Starts the person's next generation where a lost device makes it due, and returns the person as it is then. */
export async function renewPersonKeyring(
  meshid: Meshid,
  person: Person,
  options: FlowOptions = {},
): Promise<{ person: Person; transactions: Sent[] }> {
  if (!person.keyringDue) return { person, transactions: [] };
  const { home, chain } = meshid;
  const { actor, signers } = await actingFor(meshid, person);
  options.onStep?.("starting the next generation of the person's keys");
  // On the disk before the chain hears of it.
  const keys = nextPersonGeneration(await personKeys(meshid, person, options));
  await home.savePersonKeys(keys);
  const keyring = await sealForDevices(meshid, keys, person);
  const instruction = await setPersonKeyring({
    person: person.address,
    actor,
    previousDigest: person.keyringDigest,
    digest: keyring.digest,
    encryptionKey: personKeyPair(keys).publicKey,
  });
  const sent = await chain.send([instruction], signers, signalOf(options));
  await shareKeyring(meshid, keyring);
  return { person: await chain.get('person', person.address), transactions: [sent] };
}

/** web3.js and the chain take options without undefined fields. */
export function signalOf({ signal }: FlowOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function holds(keys: PersonKeys, { generation, encryptionKey }: Person): boolean {
  return keys.secrets.has(generation) && equalBytes(personKeyPair(keys, generation).publicKey, encryptionKey);
}

/** Without what a command prepared that never reached the chain. */
function upTo(keys: PersonKeys, generation: bigint): PersonKeys {
  const secrets = new Map([...keys.secrets].filter(([number]) => number <= generation));
  return { person: keys.person, generation, secrets };
}
