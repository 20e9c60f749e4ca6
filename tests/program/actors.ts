import { BN, type IdlTypes } from '@coral-xyz/anchor';
import { Keypair, PublicKey, type TransactionInstruction } from '@solana/web3.js';
import type { Meshid } from '../../sdk/program/meshid.ts';
import { bytes, head, PROGRAM, program, succeeded, type World } from './world.ts';

type Args<Name extends keyof IdlTypes<Meshid>> = Partial<IdlTypes<Meshid>[Name]>;
type Accounts = Readonly<Record<string, PublicKey | null>>;

/** The largest time, which never comes. */
const FOREVER = new BN((2n ** 63n - 1n).toString());

export interface Person {
  readonly wallet: Keypair;
  readonly address: PublicKey;
}
export interface Device {
  readonly key: Keypair;
  readonly address: PublicKey;
}

const derive = (...seeds: (string | Uint8Array)[]): PublicKey =>
  PublicKey.findProgramAddressSync(
    seeds.map((seed) => Buffer.from(seed)),
    PROGRAM,
  )[0];
export const personOf = (founder: PublicKey): PublicKey => derive('person', founder.toBytes());
export const deviceOf = (key: PublicKey): PublicKey => derive('device', key.toBytes());
export const datasetOf = (creator: PublicKey, id: number | BN): PublicKey =>
  derive('dataset', creator.toBytes(), new BN(id).toArrayLike(Buffer, 'le', 8));
export const grantOf = (resource: PublicKey, principal: PublicKey): PublicKey =>
  derive('grant', resource.toBytes(), principal.toBytes());

export const createPerson = (
  wallet: Keypair,
  args: Args<'createPersonArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .createPerson({
      ...{ cluster: bytes(9), encryptionKey: bytes(1), keyringDigest: bytes(2), publicName: bytes(0) },
      ...args,
    })
    .accountsPartial({ payer: wallet.publicKey, founder: wallet.publicKey, program: PROGRAM, ...accounts })
    .instruction();

export const setPersonKeyring = (
  person: Person,
  args: Args<'setPersonKeyringArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .setPersonKeyring({
      ...{ previousKeyringDigest: bytes(2), keyringDigest: bytes(3), encryptionKey: bytes(1) },
      ...args,
    })
    .accountsPartial({
      ...{ actor: person.wallet.publicKey, actorDevice: null, person: person.address, program: PROGRAM },
      ...accounts,
    })
    .instruction();

/** Without a ticket in `args` the device signs. */
export async function enrollDevice(
  person: Person,
  key: PublicKey,
  args: Args<'enrollDeviceArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> {
  const instruction = await program.methods
    .enrollDevice({
      ...{ role: 0, encryptionKey: bytes(5), sealedName: bytes(6, 96), ticketExpiresAt: new BN(0) },
      ...{ previousKeyringDigest: bytes(2), keyringDigest: bytes(2) },
      ...args,
    })
    .accountsPartial({
      ...{ payer: person.wallet.publicKey, authority: person.wallet.publicKey, person: person.address },
      ...{ deviceKey: key, instructions: null, program: PROGRAM },
      ...accounts,
    })
    .instruction();
  if (args.ticketExpiresAt === undefined)
    for (const meta of instruction.keys) if (meta.pubkey.equals(key)) meta.isSigner = true;
  return instruction;
}

const removing = (person: Person, device: Device): Accounts => ({
  ...{ person: person.address, device: device.address, program: PROGRAM },
});

export const suspendDevice = (
  person: Person,
  device: Device,
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .suspendDevice()
    .accountsPartial({
      ...{ actor: person.wallet.publicKey, actorDevice: null },
      ...removing(person, device),
      ...accounts,
    })
    .instruction();

export const revokeDevice = (
  person: Person,
  device: Device,
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .revokeDevice()
    .accountsPartial({ authority: person.wallet.publicKey, ...removing(person, device), ...accounts })
    .instruction();

export const createDataset = (
  person: Person,
  args: Args<'createDatasetArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .createDataset({
      ...{ id: new BN(1), keyringDigest: bytes(11), ownerGeneration: 1, sealedLabel: bytes(12, 96) },
      ...args,
    })
    .accountsPartial({
      ...{ payer: person.wallet.publicKey, actor: person.wallet.publicKey, actorDevice: null },
      ...{ owner: person.address, dataset: datasetOf(person.address, 1), program: PROGRAM },
      ...accounts,
    })
    .instruction();

export const publishVersion = (
  owner: Person,
  by: Device,
  args: Args<'publishVersionArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .publishVersion({ sequence: new BN(1), epoch: 1, head: head(1), ...args })
    .accountsPartial({
      ...{ signer: by.key.publicKey, device: by.address, writer: null, grant: null, owner: owner.address },
      ...{ parent: null, group: null, membership: null },
      ...{ dataset: datasetOf(owner.address, 1), program: PROGRAM },
      ...accounts,
    })
    .instruction();

export const rotateEpoch = (
  owner: Person,
  args: Args<'rotateEpochArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .rotateEpoch({
      ...{ previousKeyringDigest: bytes(11), keyringDigest: bytes(13), validUntil: FOREVER },
      ...args,
    })
    .accountsPartial({
      ...{ actor: owner.wallet.publicKey, actorDevice: null, owner: owner.address },
      ...{ dataset: datasetOf(owner.address, 1), program: PROGRAM },
      ...accounts,
    })
    .instruction();

/** Read access for a person, for ever, to dataset 1; the dataset's keyring digest stays. */
export const grantAccess = (
  owner: Person,
  principal: PublicKey,
  args: Args<'grantAccessArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .grantAccess({
      ...{ principalKind: 1, permissions: 1, notBefore: new BN(0), expiresAt: new BN(0) },
      ...{ viaProgram: PublicKey.default, previousKeyringDigest: bytes(11), keyringDigest: bytes(11) },
      ...args,
    })
    .accountsPartial({
      ...{ payer: owner.wallet.publicKey, actor: owner.wallet.publicKey, actorDevice: null },
      ...{ owner: owner.address, granter: null, parent: null, principal, program: PROGRAM },
      ...{ resource: datasetOf(owner.address, 1) },
      ...accounts,
    })
    .instruction();

export const revokeAccess = (
  owner: Person,
  principal: PublicKey,
  args: Args<'revokeAccessArgs'> = {},
  accounts: Accounts = {},
): Promise<TransactionInstruction> =>
  program.methods
    .revokeAccess({
      ...{ previousKeyringDigest: bytes(11), keyringDigest: bytes(0), validUntil: FOREVER },
      ...args,
    })
    .accountsPartial({
      ...{ actor: owner.wallet.publicKey, actorDevice: null, owner: owner.address, program: PROGRAM },
      ...{ granter: null, parent: null, resource: datasetOf(owner.address, 1) },
      grant: grantOf(datasetOf(owner.address, 1), principal),
      ...accounts,
    })
    .instruction();

/** A person on chain, whose keyring digest is `bytes(2)` and key `bytes(1)`. */
export async function person(world: World): Promise<Person> {
  const wallet = world.wallet();
  succeeded(world.send([await createPerson(wallet)], [wallet]), 'personCreated');
  return { wallet, address: personOf(wallet.publicKey) };
}

/** An enrolled device; the person's keyring digest stays. */
export async function device(world: World, of: Person, role: 'member' | 'admin' = 'member'): Promise<Device> {
  const key = Keypair.generate();
  const instruction = await enrollDevice(of, key.publicKey, { role: role === 'admin' ? 1 : 0 });
  succeeded(world.send([instruction], [of.wallet, key]), 'deviceEnrolled');
  return { key, address: deviceOf(key.publicKey) };
}

/** The person's dataset 1, whose keyring digest is `bytes(11)`. */
export async function dataset(world: World, of: Person): Promise<PublicKey> {
  succeeded(world.send([await createDataset(of)], [of.wallet]), 'datasetCreated');
  return datasetOf(of.address, 1);
}

/** The accounts by which a device acts for its person. */
export const acting = (as: Device): Accounts => ({ actor: as.key.publicKey, actorDevice: as.address });
