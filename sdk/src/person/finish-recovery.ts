import { deviceAddress, type NamedInstruction, type Person, type Sent } from '../chain/index.ts';
import {
  type DeviceKey,
  nextPersonGeneration,
  openPersonKeyring,
  type PersonKeys,
  personKeyPair,
  type RecoveryKeys,
  recoveryOpener,
  sealDeviceName,
} from '../crypto/index.ts';
import { enrollDevice } from '../device/instructions.ts';
import type { DeviceId, PersonId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { deviceSigner } from './acting.ts';
import { rememberPerson } from './authority.ts';
import { setPersonKeyring, walletAddress } from './instructions.ts';
import { findKeyringBlock, sealForDevices, shareKeyring, signalOf } from './keyring.ts';
import { finishRecovery as finishInstruction } from './recovery-instructions.ts';

export interface FinishRecoveryInput {
  readonly person: PersonId;
  readonly keys: RecoveryKeys;
  /** What this computer is to be called; it is enrolled as the first admin of the person's new beginning. */
  readonly deviceName: string;
}

export interface FinishedRecovery {
  readonly person: PersonId;
  /** This computer, where it was not enrolled before. */
  readonly device: DeviceId | undefined;
  readonly transactions: readonly Sent[];
}

/**
 * Takes a person over with this home's wallet, once the recovery's delay has passed: in one transaction the authority changes, every
 * computer of before is void, this one is enrolled, and the person's next keys, sealed to it and the recovery, begin.
 *
 * @throws MeshidError `home/no-wallet`, `keyring/missing`, `keyring/not-a-holder` when the phrase is not this person's, `register/refused`
 */
export async function finishRecovery(
  meshid: Meshid,
  { person: address, keys, deviceName }: FinishRecoveryInput,
  options: FlowOptions = {},
): Promise<FinishedRecovery> {
  const { home, chain } = meshid;
  const person = await chain.get('person', address);
  await checkCluster(meshid, person);
  const wallet = await home.wallet();
  const authority = walletAddress(wallet.publicKey);
  const block = await findKeyringBlock(meshid, person.keyringDigest, 'person', options);
  const recovered = openPersonKeyring(block, person.keyringDigest, person.address, recoveryOpener(keys));
  // On the disk before the chain hears of it.
  const next = nextPersonGeneration(recovered);
  await home.savePersonKeys(next);
  const device = await joiningDevice(meshid);
  // Every device of before is void once the recovery is finished.
  const voided: Person = { ...person, voidBefore: person.accessSequence + 1n };
  const keyring = await sealForDevices(meshid, next, voided, {
    device: device && { id: device.id, encryptionKey: device.encryption.publicKey },
  });
  const instructions: NamedInstruction[] = [
    await finishInstruction({ person: person.address, newAuthority: authority }),
  ];
  let { keyringDigest } = person;
  if (device !== undefined) {
    instructions.push(
      ...(await enrolment(person, { authority, device, next, deviceName, digest: keyring.digest })),
    );
    keyringDigest = keyring.digest;
  }
  instructions.push(
    await setPersonKeyring({
      person: person.address,
      actor: { key: authority, asDevice: false },
      previousDigest: keyringDigest,
      digest: keyring.digest,
      encryptionKey: personKeyPair(next).publicKey,
    }),
  );
  options.onStep?.('finishing the recovery');
  const signers = device === undefined ? [wallet] : [wallet, deviceSigner(device)];
  const sent = await chain.send(instructions, signers, signalOf(options));
  await rememberPerson(meshid, person.address);
  await shareKeyring(meshid, keyring);
  return { person: person.address, device: device?.id, transactions: [sent] };
}

/** This home's device, unless its key is on chain already: then it is void, or somebody else's. */
async function joiningDevice({ home, chain }: Meshid): Promise<DeviceKey | undefined> {
  const device = await home.findDevice();
  if (device === undefined) return undefined;
  const at = deviceAddress(device.id);
  const { accounts } = await chain.read([at]);
  return accounts.get(at) === undefined ? device : undefined;
}

async function enrolment(
  person: Person,
  input: {
    authority: ReturnType<typeof walletAddress>;
    device: DeviceKey;
    next: PersonKeys;
    deviceName: string;
    digest: Uint8Array;
  },
): Promise<NamedInstruction[]> {
  const { authority, device, next, deviceName, digest } = input;
  return enrollDevice({
    payer: authority,
    authority,
    person: person.address,
    device: device.id,
    role: 'admin',
    encryptionKey: device.encryption.publicKey,
    sealedName: sealDeviceName(next, device.id, deviceName),
    previousDigest: person.keyringDigest,
    digest,
  });
}
