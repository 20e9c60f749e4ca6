import assert from 'node:assert/strict';
import { type Accounts, addresses, type Args, big } from './instruct.ts';
import { DAY, Scene, text } from './scene.ts';
import { bytes, refused } from './world.ts';

/** The owner's wallet, as it shares a port of its admin device. */
async function scene() {
  const s = await Scene.begin();
  const wallet = s.owner.wallet;
  const share = (args: Args = {}, accounts: Accounts = {}) => {
    const call = s.share(1n, args, accounts);
    return s.send('sharePort', call.accounts, call.args, [wallet]);
  };
  const at = addresses.port(s.owner.address, 1n);
  const unshare = (changed: Accounts = {}, by = [wallet]) => {
    const accounts = { actor: wallet.publicKey, owner: s.owner.address, port: at, ...changed };
    return s.send('unsharePort', accounts, undefined, by);
  };
  return { s, wallet, share, unshare, at, world: s.world };
}

describe('the program: ports', () => {
  it("a port is shared under the owner's next id, of one of its active devices", async () => {
    const { s, share, at, world } = await scene();
    assert.equal(share().error, undefined);
    const port = world.read('port', at);
    assert.deepEqual([port.number, port.protocol, port.status], [8080, text('http', 16), 0]);
    assert.ok(port.device.equals(s.admin.address) && port.creator.equals(s.owner.address));
    assert.equal(world.read('person', s.owner.address).nextId.toNumber(), 2);
  });

  it('a port 0, an unreadable protocol, another id or device is refused', async () => {
    const { s, wallet, share } = await scene();
    refused(share({ number: 0 }), 'PortZero');
    refused(share({ protocol: [0xff, ...bytes(0, 15)] }), 'NameMalformed');
    refused(share({ id: big(2) }), 'IdMismatch');
    refused(share({}, { device: s.theirs.address }), 'DeviceMismatch');
    const lost = { actor: wallet.publicKey, person: s.owner.address, device: s.admin.address };
    s.must('suspendDevice', lost, undefined, [wallet]);
    refused(share(), 'DeviceNotActive');
  });

  it('a device of before a recovery offers nothing', async () => {
    const { s } = await scene();
    const next = s.started(s.recovery());
    s.later(10n * DAY);
    const finish = { newAuthority: next.publicKey, person: s.owner.address };
    s.must('finishRecovery', finish, undefined, [next]);
    const call = s.share(1n, {}, { actor: next.publicKey, payer: next.publicKey });
    refused(s.send('sharePort', call.accounts, call.args, [next]), 'DeviceVoid');
  });

  it('an admin device ends the offer, a member does not, and a day later it can be closed', async () => {
    const { s, share, unshare, at, wallet, world } = await scene();
    assert.equal(share().error, undefined);
    const end = { authority: wallet.publicKey, owner: s.owner.address, port: at };
    const close = (changed = {}) =>
      s.send('closePort', { ...end, rentPayer: wallet.publicKey, ...changed }, undefined, [wallet]);
    refused(close(), 'NotEnded');
    const by = (device: typeof s.admin) => ({ actor: device.key.publicKey, actorDevice: device.address });
    refused(unshare(by(s.member), [s.member.key]), 'DeviceNotAdmin');
    refused(
      unshare({ owner: s.other.address, actor: s.other.wallet.publicKey }, [s.other.wallet]),
      'NotOwner',
    );
    assert.equal(unshare(by(s.admin), [s.admin.key]).error, undefined);
    const port = world.read('port', at);
    assert.deepEqual([port.status, port.endedAt.toString()], [1, String(world.now)]);
    assert.equal(port.accessSequence.toNumber(), 1);
    refused(unshare(), 'PortUnshared');
    refused(close(), 'ClosedTooEarly');
    s.later(DAY);
    refused(close({ owner: s.other.address }), 'NotOwner');
    refused(close({ rentPayer: s.other.wallet.publicKey }), 'RentPayerMismatch');
    const [before, rent] = [world.lamports(wallet.publicKey), world.lamports(at)];
    assert.equal(close().error, undefined);
    assert.equal(world.lamports(wallet.publicKey) - before, rent);
  });
});
