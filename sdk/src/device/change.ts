import { deviceAddress, type Role } from '../chain/index.ts';
import type { DeviceId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { authorityOf, ownPerson } from '../person/acting.ts';
import { type Changed, sendAsAuthority } from '../person/as-authority.ts';
import { personKeys, sealForDevices, shareKeyring, signalOf } from '../person/keyring.ts';
import {
  resumeDevice as resumeInstruction,
  setDeviceRole as setRoleInstruction,
  shrinkDevice as shrinkInstruction,
} from './instructions.ts';

/**
 * Makes a computer an admin, or a member again. Takes the person's wallet.
 *
 * @throws MeshidError `home/no-wallet`, `register/refused`
 */
export async function setDeviceRole(
  meshid: Meshid,
  { device, role }: { readonly device: DeviceId; readonly role: Role },
  options: FlowOptions = {},
): Promise<Changed> {
  const sent = await sendAsAuthority(
    meshid,
    'changing the role',
    async ({ address, authority }) => setRoleInstruction({ person: address, device, authority, role }),
    options,
  );
  return { transactions: [sent] };
}

/**
 * Makes a suspended computer active again, and seals the person's keys to it. Takes the person's wallet and secrets.
 *
 * @throws MeshidError `device/revoked`, `home/no-wallet`, `home/no-person-keys`, `register/refused`
 */
export async function resumeDevice(
  meshid: Meshid,
  { device: id }: { readonly device: DeviceId },
  options: FlowOptions = {},
): Promise<Changed> {
  const person = await ownPerson(meshid);
  await checkCluster(meshid, person);
  const wallet = await authorityOf(meshid, person);
  const device = await meshid.chain.get('device', deviceAddress(id));
  const keys = await personKeys(meshid, person, options);
  const keyring = await sealForDevices(meshid, keys, person, { device });
  const instruction = await resumeInstruction({
    person: person.address,
    device: id,
    authority: person.authority,
    previousDigest: person.keyringDigest,
    digest: keyring.digest,
  });
  options.onStep?.('resuming on chain');
  const sent = await meshid.chain.send([instruction], [wallet], signalOf(options));
  await shareKeyring(meshid, keyring);
  return { transactions: [sent] };
}

/**
 * Shrinks a revoked computer's account to a tombstone, a day after it was revoked: whoever paid its rent gets most of it back.
 *
 * @throws MeshidError `device/revoked` when that was done already, `home/no-wallet`, `register/refused`
 */
export async function shrinkDevice(
  meshid: Meshid,
  { device: id }: { readonly device: DeviceId },
  options: FlowOptions = {},
): Promise<Changed> {
  const { rentPayer } = await meshid.chain.get('device', deviceAddress(id));
  const sent = await sendAsAuthority(
    meshid,
    'shrinking on chain',
    async ({ address, authority }) =>
      shrinkInstruction({ person: address, device: id, authority, rentPayer }),
    options,
  );
  return { transactions: [sent] };
}
