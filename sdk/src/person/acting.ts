import { Keypair, type Signer } from '@solana/web3.js';
import { deviceAddress, type Person } from '../chain/index.ts';
import type { DeviceKey } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { PersonId } from '../identifiers.ts';
import type { Meshid } from '../meshid.ts';
import { type Actor, walletAddress } from './instructions.ts';

/** Who signs for a person on this computer, and who pays. */
export interface Acting {
  readonly actor: Actor;
  /** The payer first. */
  readonly signers: readonly [Signer, ...Signer[]];
}

/** Whose computer, or wallet, this is: by its config or else by what the chain says of its device. Throws MeshidError `home/no-person`. */
export async function ownPerson({ home, chain }: Meshid): Promise<Person> {
  const config = await home.config();
  let address: PersonId | undefined = config.person;
  if (address === undefined) {
    const key = await home.findDevice();
    const device = key === undefined ? undefined : await chain.find('device', deviceAddress(key.id));
    if (device === undefined) throw new MeshidError('home/no-person', { directory: home.directory });
    address = device.person;
    await home.saveConfig({ ...config, person: address });
  }
  return chain.get('person', address);
}

/**
 * The person's wallet where this home has it, or else this computer's device when it is an active admin.
 *
 * @throws MeshidError `home/no-wallet`
 */
export async function actingFor({ home, chain }: Meshid, person: Person): Promise<Acting> {
  const wallet = await home.findWallet();
  if (wallet !== undefined && walletAddress(wallet.publicKey) === person.authority)
    return { actor: { key: person.authority, asDevice: false }, signers: [wallet] };
  const key = await home.findDevice();
  const device = key === undefined ? undefined : await chain.find('device', deviceAddress(key.id));
  if (key === undefined || device?.person !== person.address || device.role !== 'admin')
    throw new MeshidError('home/no-wallet', { directory: home.directory });
  return actingAsDevice({ home });
}

/** This computer by itself, for what was given to it and not to its person. Throws MeshidError `home/no-device`. */
export async function actingAsDevice({ home }: Pick<Meshid, 'home'>): Promise<Acting> {
  const key = await home.device();
  const wallet = await home.findWallet();
  const signer = deviceSigner(key);
  return {
    actor: { key: key.id, asDevice: true },
    signers: wallet === undefined ? [signer] : [wallet, signer],
  };
}

/** The wallet of this home, whichever person's it is: only the authority's signature changes what `actingFor` can't. */
export async function authorityOf({ home }: Meshid, person: Person): Promise<Keypair> {
  const wallet = await home.wallet();
  if (walletAddress(wallet.publicKey) !== person.authority)
    throw new MeshidError('register/refused', {
      rule: 'notAuthority',
      why: "this home's wallet is not the person's",
      wayOut: "use the home with the person's wallet (--home)",
    });
  return wallet;
}

export function deviceSigner(device: DeviceKey): Keypair {
  return Keypair.fromSeed(device.seed);
}
