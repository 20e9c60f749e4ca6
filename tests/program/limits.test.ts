import assert from 'node:assert/strict';
import type { Values } from '../../fuzz/src/chain/layout.ts';
import { BN } from '@coral-xyz/anchor';
import { Keypair, type PublicKey, SystemProgram } from '@solana/web3.js';
import {
  acting,
  createDataset,
  dataset,
  datasetOf,
  device,
  enrollDevice,
  grantAccess,
  grantOf,
  person,
  publishVersion,
  revokeAccess,
  rotateEpoch,
  setPersonKeyring,
  suspendDevice,
} from './actors.ts';
import { use } from './catalogue.ts';
import { instruct, type Name } from './instruct.ts';
import { put } from './put.ts';
import { bytes, refused, succeeded, World } from './world.ts';

const U32 = Uint8Array.from(bytes(0xff, 4));
const U64 = Uint8Array.from(bytes(0xff, 8));
/** Anchor's own refusal of an account that is given twice and written to. */
const GIVEN_TWICE = '2040';

/** Where fields lie: a person's from the account's end, since what is before is long; a dataset's from its start. */
const PERSON = { nextId: 232, generation: 192, activeDevices: 156, accessSequence: 152 };
const DATASET = { rotationDue: 11, sequence: 120, epoch: 128, accessSequence: 176 };

async function scene() {
  const world = new World();
  const owner = await person(world);
  const admin = await device(world, owner, 'admin');
  const at = await dataset(world, owner);
  const setPerson = (field: keyof typeof PERSON, value: Uint8Array): void =>
    world.overwrite(owner.address, world.accountBytes('person') - PERSON[field], value);
  return { world, owner, admin, at, setPerson };
}

describe('the program: limits', () => {
  it('an id past the largest is refused', async () => {
    const { world, owner, setPerson } = await scene();
    setPerson('nextId', U64);
    const id = new BN((2n ** 64n - 1n).toString());
    const last = await createDataset(owner, { id }, { dataset: datasetOf(owner.address, id) });
    refused(world.send([last], [owner.wallet]), 'Overflow');
  });

  it('a generation past the largest is refused', async () => {
    const { world, owner, setPerson } = await scene();
    setPerson('generation', U32);
    const next = await setPersonKeyring(owner, { encryptionKey: bytes(7) });
    refused(world.send([next], [owner.wallet]), 'Overflow');
  });

  for (const [field, value] of [
    ['activeDevices', U32],
    ['accessSequence', U64],
  ] as const)
    it(`an enrolment past the largest ${field} is refused`, async () => {
      const { world, owner, setPerson } = await scene();
      setPerson(field, value);
      const key = Keypair.generate();
      const enrol = await enrollDevice(owner, key.publicKey);
      refused(world.send([enrol], [owner.wallet, key]), 'Overflow');
    });

  it('fewer than no active devices is refused', async () => {
    const { world, owner, admin, setPerson } = await scene();
    setPerson('activeDevices', new Uint8Array(4));
    refused(world.send([await suspendDevice(owner, admin)], [owner.wallet]), 'Overflow');
  });

  it('a sequence, an epoch and a serial past the largest are refused', async () => {
    const { world, owner, admin, at } = await scene();
    const reader = await person(world);
    world.overwrite(at, DATASET.accessSequence, U64);
    refused(world.send([await grantAccess(owner, reader.address)], [owner.wallet]), 'Overflow');
    world.overwrite(at, DATASET.sequence, U64);
    const publish = await publishVersion(owner, admin, { sequence: new BN(0) });
    refused(world.send([publish], [admin.key]), 'Overflow');
    world.overwrite(at, DATASET.epoch, U32);
    refused(world.send([await rotateEpoch(owner)], [owner.wallet]), 'Overflow');
  });

  const MOST_U64 = 2n ** 64n - 1n;
  const counters: readonly [Name, string, Values][] = [
    ['addMember', 'group', { access_sequence: MOST_U64 }],
    ['removeMember', 'group', { access_sequence: MOST_U64 }],
    ['rotateGroup', 'group', { generation: 2 ** 32 - 1 }],
    ['retireGroup', 'group', { access_sequence: MOST_U64 }],
    ['retireProgram', 'publishedProgram', { access_sequence: MOST_U64 }],
    ['unsharePort', 'port', { access_sequence: MOST_U64 }],
  ];
  for (const [name, slot, most] of counters)
    it(`${name} past the largest ${Object.keys(most).join()} of a ${slot} is refused`, async () => {
      const { scene, accounts, args, signers } = await use(name);
      put(scene.world, accounts[slot] ?? assert.fail(), most);
      refused(scene.world.send([instruct(name, accounts, args)], signers), 'Overflow');
    });

  it('an account that holds what no instruction writes is left alone', async () => {
    const { world, owner, at } = await scene();
    const reader = await person(world);
    world.overwrite(at, DATASET.rotationDue, Uint8Array.of(2));
    refused(world.send([await grantAccess(owner, reader.address)], [owner.wallet]), 'InvariantBroken');
  });
});

describe('the program: accounts that are not what they pose as', () => {
  const forged = async (of: 'person' | 'dataset' | 'device' | 'grant'): Promise<void> => {
    const { world, owner, admin, at } = await scene();
    const reader = await person(world);
    succeeded(world.send([await grantAccess(owner, reader.address)], [owner.wallet]), 'accessGranted');
    const revoke = await revokeAccess(owner, reader.address, {}, acting(admin));
    const accounts: Record<typeof of, PublicKey> = {
      ...{ person: owner.address, dataset: at, device: admin.address },
      grant: grantOf(at, reader.address),
    };
    world.disown(accounts[of], SystemProgram.programId);
    assert.notEqual(world.send([revoke], [admin.key]).error, undefined, 'another owner');
    world.disown(accounts[of], revoke.programId);
    const data = world.data(accounts[of]);
    assert.ok(data !== undefined);
    world.overwrite(accounts[of], 0, Uint8Array.of((data[0] ?? 0) ^ 1));
    assert.notEqual(world.send([revoke], [admin.key]).error, undefined, 'another discriminator');
    world.overwrite(accounts[of], 0, Uint8Array.of(data[0] ?? 0));
    succeeded(world.send([revoke], [admin.key]), 'accessRevoked');
  };
  for (const type of ['person', 'dataset', 'device', 'grant'] as const)
    it(`a ${type} of another program or another type is refused`, () => forged(type));

  it('accounts that must differ are refused when they are one', async () => {
    const { world, owner, admin, at } = await scene();
    const suspend = await suspendDevice(owner, admin, { ...acting(admin), device: admin.address });
    refused(world.send([suspend], [admin.key]), GIVEN_TWICE);
    const grant = await revokeAccess(owner, owner.address, {}, { grant: at });
    refused(world.send([grant], [owner.wallet]), GIVEN_TWICE);
    assert.equal(world.read('device', admin.address).status, 0);
  });

  it('an event comes from the program itself, whatever accounts are passed for that', async () => {
    const { world, owner } = await scene();
    const somebody = world.wallet().publicKey;
    const forged = await setPersonKeyring(owner, {}, { eventAuthority: somebody });
    assert.notEqual(world.send([forged], [owner.wallet]).error, undefined);
    assert.deepEqual(world.read('person', owner.address).keyringDigest, bytes(2));
    // Anchor 2 keeps this account for its place in the list only, and calls the program that runs.
    const elsewhere = await setPersonKeyring(owner, {}, { program: somebody });
    succeeded(world.send([elsewhere], [owner.wallet]), 'personKeyringSet');
  });

  it('nobody but the program itself writes an event', async () => {
    const { world, owner } = await scene();
    const instruction = await setPersonKeyring(owner);
    // The tag by which Anchor's programs know a call to themselves that carries an event.
    const tag = Buffer.from('e445a52e51cb9a1d', 'hex');
    instruction.data = Buffer.concat([tag, instruction.data]);
    const outcome = world.send([instruction], [owner.wallet]);
    assert.notEqual(outcome.error, undefined);
    assert.deepEqual(outcome.events, []);
  });
});
