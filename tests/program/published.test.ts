import assert from 'node:assert/strict';
import { addresses, type Args, big } from './instruct.ts';
import { DAY, Scene, text } from './scene.ts';
import { bytes, refused } from './world.ts';

/** The owner's wallet, as it publishes a program. */
async function scene() {
  const s = await Scene.begin();
  const wallet = s.owner.wallet;
  const publish = (args: Args = {}, id = 1n) => {
    const call = s.publish(id, args);
    return s.send('publishProgram', call.accounts, call.args, [wallet]);
  };
  const at = addresses.program(s.owner.address, 1n);
  const read = () => s.world.read('program', at);
  return { s, wallet, publish, read, at, world: s.world };
}

describe('the program: published programs', () => {
  it('the first version takes an id, the next ones keep the address', async () => {
    const { s, publish, read, world } = await scene();
    assert.equal(publish().error, undefined);
    const made = read();
    assert.deepEqual([made.bundleVersion, made.class, made.id.toNumber()], [1, 1, 1]);
    assert.deepEqual([made.slug, made.accessSequence.toNumber()], [text('render', 32), 1]);
    assert.equal(world.read('person', s.owner.address).nextId.toNumber(), 2);
    assert.equal(publish({ bundleVersion: 2, bundleDigest: bytes(25) }).error, undefined);
    assert.deepEqual([read().bundleVersion, read().bundleDigest], [2, bytes(25)]);
    assert.equal(read().accessSequence.toNumber(), 2);
    assert.equal(world.read('person', s.owner.address).nextId.toNumber(), 2);
  });

  it('a version must follow, of the same class, with a digest and a name', async () => {
    const { publish } = await scene();
    refused(publish({ id: big(2) }, 2n), 'IdMismatch');
    refused(publish({ bundleVersion: 2 }), 'ProgramVersionMismatch');
    refused(publish({ class: 2 }), 'UnknownClass');
    refused(publish({ bundleDigest: bytes(0) }), 'ZeroKey');
    refused(publish({ slug: [0xff, ...bytes(0, 31)] }), 'NameMalformed');
    refused(publish({ slug: [65, 0, 66, ...bytes(0, 29)] }), 'NameMalformed');
    assert.equal(publish({ class: 0, slug: text('Zoë ist da', 32) }).error, undefined);
    refused(publish({ class: 1, bundleVersion: 2 }), 'UnknownClass');
    refused(publish({ class: 0 }), 'ProgramVersionMismatch');
    assert.equal(publish({ class: 0, bundleVersion: 2 }).error, undefined);
  });

  it('a version past the largest is refused', async () => {
    const { publish, at, world } = await scene();
    assert.equal(publish().error, undefined);
    world.overwrite(at, 8 + 4 + 32 + 8 + 32 + 32, Uint8Array.from(bytes(0xff, 4)));
    refused(publish({ bundleVersion: 0 }), 'Overflow');
  });

  it('retired by the authority, it has no next version, and is closed a day later', async () => {
    const { s, publish, read, at, wallet, world } = await scene();
    assert.equal(publish().error, undefined);
    const end = { authority: wallet.publicKey, owner: s.owner.address, publishedProgram: at };
    const close = (changed = {}, by = wallet) =>
      s.send('closeProgram', { ...end, rentPayer: wallet.publicKey, ...changed }, undefined, [by]);
    refused(close(), 'NotEnded');
    refused(s.send('retireProgram', { ...end, owner: s.other.address }, undefined, [wallet]), 'NotOwner');
    const admin = { ...end, authority: s.admin.key.publicKey };
    refused(s.send('retireProgram', admin, undefined, [s.admin.key]), 'NotAuthority');
    s.must('retireProgram', end, undefined, [wallet]);
    assert.deepEqual([read().status, read().accessSequence.toNumber()], [1, 2]);
    refused(s.send('retireProgram', end, undefined, [wallet]), 'ProgramRetired');
    refused(publish({ bundleVersion: 2 }), 'ProgramRetired');
    refused(close(), 'ClosedTooEarly');
    s.later(DAY);
    refused(close({ owner: s.other.address }), 'NotOwner');
    refused(close({ rentPayer: s.other.wallet.publicKey }), 'RentPayerMismatch');
    const [before, rent] = [world.lamports(wallet.publicKey), world.lamports(at)];
    assert.equal(close().error, undefined);
    assert.equal(world.lamports(wallet.publicKey) - before, rent);
    refused(publish(), 'IdMismatch');
  });
});
