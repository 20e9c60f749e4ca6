import assert from 'node:assert/strict';
import { acting, createPerson, device, person, personOf, setPersonKeyring, suspendDevice } from './actors.ts';
import { bytes, refused, succeeded, World } from './world.ts';

describe('the program: persons', () => {
  it('a wallet becomes a person, paid for by another wallet', async () => {
    const world = new World();
    const [wallet, payer] = [world.wallet(), world.wallet()];
    const instruction = await createPerson(wallet, {}, { payer: payer.publicKey });
    const outcome = world.send([instruction], [wallet, payer]);
    const event = succeeded(outcome, 'personCreated');
    const created = world.read('person', personOf(wallet.publicKey));
    assert.ok(created.founder.equals(wallet.publicKey) && created.authority.equals(wallet.publicKey));
    assert.ok(created.rentPayer.equals(payer.publicKey));
    assert.deepEqual(created.cluster, bytes(9));
    assert.deepEqual(event['keyringDigest'], bytes(2));
    assert.ok(outcome.computeUnits < 10_000, `${outcome.computeUnits} compute units`);
  });

  it('a person is created where somebody has sent money before', async () => {
    const world = new World();
    const wallet = world.wallet();
    world.fund(personOf(wallet.publicKey), 2_000_000n);
    succeeded(world.send([await createPerson(wallet)], [wallet]), 'personCreated');
  });

  it('a wallet can become a person only once', async () => {
    const world = new World();
    const { wallet, address: at } = await person(world);
    const before = world.data(at);
    assert.notEqual(world.send([await createPerson(wallet)], [wallet]).error, undefined);
    assert.deepEqual(world.data(at), before);
  });

  for (const field of ['cluster', 'encryptionKey', 'keyringDigest'])
    it(`a person with a ${field} of zeros is refused`, async () => {
      const world = new World();
      const wallet = world.wallet();
      refused(world.send([await createPerson(wallet, { [field]: bytes(0) })], [wallet]), 'ZeroKey');
    });

  it('a public name must be UTF-8 that is padded with zeros', async () => {
    const world = new World();
    const wallet = world.wallet();
    const named = (start: number[]) =>
      createPerson(wallet, { publicName: [...start, ...bytes(0, 32 - start.length)] });
    refused(world.send([await named([0xff])], [wallet]), 'NameMalformed');
    refused(world.send([await named([65, 0, 66])], [wallet]), 'NameMalformed');
    succeeded(world.send([await named([...Buffer.from('Zoë')])], [wallet]), 'personCreated');
  });

  it('nobody becomes a person without signing', async () => {
    const world = new World();
    const [wallet, payer] = [world.wallet(), world.wallet()];
    const instruction = await createPerson(wallet, {}, { payer: payer.publicKey });
    for (const meta of instruction.keys) if (meta.pubkey.equals(wallet.publicKey)) meta.isSigner = false;
    refused(world.send([instruction], [payer]), 'MissingRequiredSignature');
  });

  it("a person's account is made only at its own address", async () => {
    const world = new World();
    const wallet = world.wallet();
    const elsewhere = { person: personOf(world.wallet().publicKey) };
    assert.notEqual(world.send([await createPerson(wallet, {}, elsewhere)], [wallet]).error, undefined);
  });

  it('the same key keeps the generation, another starts the next and clears what was due', async () => {
    const world = new World();
    const owner = await person(world);
    const admin = await device(world, owner, 'admin');
    succeeded(world.send([await suspendDevice(owner, admin)], [owner.wallet]), 'deviceSuspended');
    succeeded(world.send([await setPersonKeyring(owner)], [owner.wallet]), 'personKeyringSet');
    const kept = world.read('person', owner.address);
    assert.deepEqual([kept.generation, kept.keyringDue], [1, 1]);
    const next = { previousKeyringDigest: bytes(3), keyringDigest: bytes(4), encryptionKey: bytes(7) };
    const event = succeeded(
      world.send([await setPersonKeyring(owner, next)], [owner.wallet]),
      'personKeyringSet',
    );
    assert.equal(event['generation'], 2);
    const after = world.read('person', owner.address);
    assert.deepEqual([after.generation, after.keyringDue, after.keyringDigest], [2, 0, bytes(4)]);
  });

  it('of two writers of a keyring the later one is told', async () => {
    const world = new World();
    const owner = await person(world);
    succeeded(world.send([await setPersonKeyring(owner)], [owner.wallet]), 'personKeyringSet');
    refused(world.send([await setPersonKeyring(owner)], [owner.wallet]), 'KeyringChanged');
  });

  it('a keyring or key of zeros is refused', async () => {
    const world = new World();
    const owner = await person(world);
    for (const field of ['keyringDigest', 'encryptionKey'])
      refused(world.send([await setPersonKeyring(owner, { [field]: bytes(0) })], [owner.wallet]), 'ZeroKey');
  });

  it('an admin device sets the keyring, a member, a suspended and a foreign one do not', async () => {
    const world = new World();
    const [owner, other] = [await person(world), await person(world)];
    const [admin, member] = [await device(world, owner, 'admin'), await device(world, owner)];
    const foreign = await device(world, other, 'admin');
    const by = async (as: typeof admin) =>
      world.send([await setPersonKeyring(owner, {}, acting(as))], [as.key]);
    refused(await by(member), 'DeviceNotAdmin');
    refused(await by(foreign), 'DeviceMismatch');
    const borrowed = { actor: member.key.publicKey, actorDevice: admin.address };
    refused(world.send([await setPersonKeyring(owner, {}, borrowed)], [member.key]), 'DeviceMismatch');
    succeeded(await by(admin), 'personKeyringSet');
    succeeded(world.send([await suspendDevice(owner, admin)], [owner.wallet]), 'deviceSuspended');
    refused(await by(admin), 'DeviceNotActive');
  });

  it("a wallet that is not the person's is refused", async () => {
    const world = new World();
    const owner = await person(world);
    const thief = world.wallet();
    const stolen = await setPersonKeyring(owner, {}, { actor: thief.publicKey });
    refused(world.send([stolen], [thief]), 'NotAuthority');
  });
});
