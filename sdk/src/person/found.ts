import { Keypair } from '@solana/web3.js';
import {
  deviceAddress,
  type NamedInstruction,
  type Person,
  personAddress,
  type Sent,
} from '../chain/index.ts';
import {
  createDeviceKey,
  createPersonKeys,
  deviceHolder,
  type DeviceKey,
  type PersonKeys,
  personKeyPair,
  sealDeviceName,
  sealPersonKeyring,
} from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import { enrollDevice } from '../device/instructions.ts';
import { Home, type HomeConfig } from '../home/index.ts';
import type { Address, DeviceId, PersonId } from '../identifiers.ts';
import { type FlowOptions, joinMeshid, type Meshid } from '../meshid.ts';
import { deviceSigner } from './acting.ts';
import { airdrop } from './airdrop.ts';
import { createPerson, walletAddress } from './instructions.ts';
import { personKeys, sealForDevices, shareKeyring, signalOf } from './keyring.ts';

export interface InitialiseInput extends Pick<HomeConfig, 'rpcUrl' | 'wsUrl' | 'indexUrl'> {
  readonly directory: string;
  /**
   * `computer`: wallet, person and device. `headless`: a device that a wallet elsewhere approves. `wallet`: a wallet and a person only.
   * `successor`: a wallet and a device, for a person who is recovered or handed over to them.
   */
  readonly kind: 'computer' | 'headless' | 'wallet' | 'successor';
  /** A key file in Solana's form; otherwise a wallet is made. */
  readonly walletFile?: string | undefined;
  readonly airdropSol?: number | undefined;
  readonly deviceName: string;
}

export interface Initialised {
  readonly home: string;
  readonly wallet?: string;
  readonly person?: PersonId;
  readonly device?: DeviceId;
  readonly transactions: readonly Sent[];
}

/**
 * Makes a home. Its config is written last, so a run that was stopped is gone on with by the next, with the keys that it left.
 *
 * @throws MeshidError `home/exists`, `chain/away`, `chain/no-funds`, `home/no-person-keys` for a wallet that has a person already
 */
export async function initialise(input: InitialiseInput, options: FlowOptions = {}): Promise<Initialised> {
  const { directory, kind, rpcUrl, wsUrl, indexUrl } = input;
  const home = await Home.prepare(directory);
  const kept = await home.findConfig();
  if (kept !== undefined && kept.isNew !== true) throw new MeshidError('home/exists', { directory });
  const places = { rpcUrl, wsUrl, indexUrl };
  const meshid = joinMeshid(home, places);
  const device = kind === 'wallet' ? undefined : await prepareDevice(home);
  if (device !== undefined && kind === 'headless') {
    await home.saveConfig({
      version: 1,
      ...places,
      ...(kept && { genesisHash: await clusterOf(meshid, kept) }),
    });
    return { home: directory, device: device.id, transactions: [] };
  }
  const genesisHash = await clusterOf(meshid, kept);
  const wallet = await prepareWallet(home, input.walletFile);
  if (input.airdropSol !== undefined) await airdrop(meshid, wallet.publicKey, input.airdropSol, options);
  if (device !== undefined && kind === 'successor') {
    await home.saveConfig({ version: 1, ...places, genesisHash });
    return { home: directory, wallet: wallet.publicKey.toBase58(), device: device.id, transactions: [] };
  }
  const { person, transactions } = await found(meshid, { wallet, device, name: input.deviceName }, options);
  await home.saveConfig({ version: 1, ...places, genesisHash, person });
  return {
    home: directory,
    wallet: wallet.publicKey.toBase58(),
    person,
    ...(device === undefined ? {} : { device: device.id }),
    transactions,
  };
}

/** A home that was switched to a cluster is set up there and nowhere else. */
async function clusterOf({ chain }: Meshid, kept: HomeConfig | undefined): Promise<Address> {
  const genesisHash = await chain.genesisHash();
  if (kept?.genesisHash !== undefined && kept.genesisHash !== genesisHash)
    throw new MeshidError('input/invalid', {
      what: 'RPC address',
      why: 'it is of another cluster than this home looks at; choose that one first, with "meshid cluster use"',
    });
  return genesisHash;
}

async function prepareDevice(home: Home): Promise<DeviceKey> {
  const kept = await home.findDevice();
  if (kept !== undefined) return kept;
  const device = createDeviceKey();
  await home.saveDevice(device);
  return device;
}

async function prepareWallet(home: Home, file: string | undefined): Promise<Keypair> {
  const kept = await home.findWallet();
  const given = file === undefined ? undefined : await Home.readWallet(file);
  if (kept !== undefined && given !== undefined && !kept.publicKey.equals(given.publicKey))
    throw new MeshidError('home/exists', { directory: home.directory });
  const wallet = kept ?? given ?? Keypair.generate();
  if (kept === undefined) await home.saveWallet(wallet);
  return wallet;
}

interface Founding {
  readonly wallet: Keypair;
  readonly device: DeviceKey | undefined;
  readonly name: string;
}

/** One transaction makes the person and enrols the device, co-signed by both; what a stopped run did already is left out. */
async function found(
  meshid: Meshid,
  { wallet, device, name }: Founding,
  options: FlowOptions,
): Promise<{ person: PersonId; transactions: Sent[] }> {
  const { chain, home } = meshid;
  const founder = walletAddress(wallet.publicKey);
  const address = personAddress(founder);
  const existing = await chain.find('person', address);
  const enrolled = device === undefined ? undefined : await chain.find('device', deviceAddress(device.id));
  if (existing !== undefined && (device === undefined || enrolled?.person === address)) {
    await requireOwnKeys(meshid, existing);
    return { person: address, transactions: [] };
  }
  const keys =
    existing === undefined ? await preparePersonKeys(home, address) : await requireOwnKeys(meshid, existing);
  const keyring =
    existing === undefined
      ? sealPersonKeyring(
          keys,
          device === undefined ? [] : [deviceHolder(device.id, device.encryption.publicKey)],
        )
      : await sealForDevices(meshid, keys, existing, {
          device: device && { id: device.id, encryptionKey: device.encryption.publicKey },
        });
  await home.keyrings.put(keyring.block);
  const instructions: NamedInstruction[] = [];
  if (existing === undefined)
    instructions.push(
      await createPerson({
        payer: founder,
        founder,
        cluster: await chain.genesisHash(),
        encryptionKey: personKeyPair(keys).publicKey,
        keyringDigest: keyring.digest,
      }),
    );
  if (device !== undefined)
    instructions.push(
      ...(await enrollDevice({
        payer: founder,
        authority: founder,
        person: address,
        device: device.id,
        role: 'admin',
        encryptionKey: device.encryption.publicKey,
        sealedName: sealDeviceName(keys, device.id, name),
        previousDigest: existing?.keyringDigest ?? keyring.digest,
        digest: keyring.digest,
      })),
    );
  options.onStep?.('registering on chain');
  const signers = device === undefined ? [wallet] : [wallet, deviceSigner(device)];
  const sent = await chain.send(instructions, signers, signalOf(options));
  await shareKeyring(meshid, keyring);
  return { person: address, transactions: [sent] };
}

async function preparePersonKeys(home: Home, person: PersonId): Promise<PersonKeys> {
  const kept = await home.findPersonKeys();
  if (kept?.person === person) return kept;
  const keys = createPersonKeys(person);
  await home.savePersonKeys(keys);
  return keys;
}

/** A wallet whose person was made elsewhere brings no secrets along: this computer has to be enrolled as any other is. */
async function requireOwnKeys(meshid: Meshid, person: Person): Promise<PersonKeys> {
  if ((await meshid.home.findPersonKeys())?.person !== person.address)
    throw new MeshidError('home/no-person-keys', { directory: meshid.home.directory });
  return personKeys(meshid, person);
}
