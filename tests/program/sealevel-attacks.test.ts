import assert from 'node:assert/strict';
import { Keypair, PublicKey, SystemProgram, SYSVAR_CLOCK_PUBKEY, SYSVAR_RENT_PUBKEY } from '@solana/web3.js';
import { deviceOf, enrollDevice } from './actors.ts';
import { addresses, big, instruct } from './instruct.ts';
import { DAY, Scene } from './scene.ts';
import { bytes, PROGRAM, refused } from './world.ts';

/** Anchor's own refusal of an account that is given twice and written to. */
const GIVEN_TWICE = '2040';
const KEYRING = { previousKeyringDigest: bytes(2), keyringDigest: bytes(3), encryptionKey: bytes(4) };

/** The eleven classes of coral-xyz/sealevel-attacks, each as an attack on an instruction of this program. */
describe('the program: sealevel attacks', () => {
  it('0, signer authorization: naming the authority is not signing as it', async () => {
    const s = await Scene.begin();
    const accounts = { authority: s.owner.wallet.publicKey, person: s.owner.address };
    const instruction = instruct('proposeAuthority', accounts, {
      ...{ proposedAuthority: s.other.wallet.publicKey, proposedUntil: big(s.world.now + DAY) },
    });
    for (const meta of instruction.keys) meta.isSigner = false;
    refused(s.world.send([instruction], []), 'MissingRequiredSignature');
    assert.ok(s.world.read('person', s.owner.address).proposedAuthority.equals(SystemProgram.programId));
  });

  it("1, account data matching: one's own signature and another's account do not belong together", async () => {
    const s = await Scene.begin();
    const dataset = s.dataset();
    const thief = s.other.wallet;
    const end = { authority: thief.publicKey, dataset };
    refused(s.send('retireDataset', { ...end, owner: s.other.address }, undefined, [thief]), 'NotOwner');
    refused(s.send('retireDataset', { ...end, owner: s.owner.address }, undefined, [thief]), 'NotAuthority');
    const suspend = { actor: thief.publicKey, person: s.other.address, device: s.admin.address };
    refused(s.send('suspendDevice', suspend, undefined, [thief]), 'DeviceMismatch');
  });

  it('2, owner checks: a person that another program wrote is none', async () => {
    const s = await Scene.begin();
    const forged = Keypair.generate().publicKey;
    s.world.implant(forged, s.world, s.owner.address);
    s.world.disown(forged, s.world.feePayer.publicKey);
    // Byte for byte the owner's account, but for who decides, which the thief wrote itself.
    s.world.overwrite(forged, 8 + 4 + 32 + 32, s.other.wallet.publicKey.toBytes());
    const by = { actor: s.other.wallet.publicKey, person: forged };
    refused(s.send('setPersonKeyring', by, KEYRING, [s.other.wallet]), 'IllegalOwner');
  });

  it('3, type cosplay: an account of one type does not pass for another', async () => {
    const s = await Scene.begin();
    const [dataset, group] = [s.dataset(), s.group()];
    const wallet = s.owner.wallet;
    const end = { authority: wallet.publicKey, owner: s.owner.address };
    refused(s.send('retireDataset', { ...end, dataset: group }, undefined, [wallet]), 'AccountDataTooSmall');
    refused(s.send('retireGroup', { ...end, group: dataset }, undefined, [wallet]), 'InvalidAccountData');
    const by = { actor: wallet.publicKey, person: s.admin.address };
    assert.notEqual(s.send('setPersonKeyring', by, KEYRING, [wallet]).error, undefined);
    const give = s.grant(dataset, s.theirs.address, { principalKind: 1 });
    refused(s.send('grantAccess', give.accounts, give.args, [wallet]), 'PrincipalMismatch');
  });

  it('4, initialization: what exists is not begun again', async () => {
    const s = await Scene.begin();
    const thief = s.world.wallet();
    const before = s.world.data(s.owner.address);
    const args = {
      cluster: bytes(9),
      encryptionKey: bytes(1),
      keyringDigest: bytes(2),
      publicName: bytes(0),
    };
    const again = { payer: thief.publicKey, founder: s.owner.wallet.publicKey, person: s.owner.address };
    assert.notEqual(s.send('createPerson', again, args, [thief, s.owner.wallet]).error, undefined);
    const key = await enrollDevice(s.other, s.admin.key.publicKey);
    assert.notEqual(s.world.send([key], [s.other.wallet, s.admin.key]).error, undefined);
    assert.deepEqual(s.world.data(s.owner.address), before);
    // The two that may exist already keep who paid, and who that is can't be had by paying again.
    const dataset = s.dataset();
    const grant = s.given(dataset, s.other.address);
    const give = s.grant(dataset, s.other.address, {}, { payer: thief.publicKey });
    s.must('grantAccess', give.accounts, give.args, [s.owner.wallet, thief]);
    assert.ok(s.world.read('grant', grant).rentPayer.equals(s.owner.wallet.publicKey));
  });

  it('5, arbitrary CPI: the programs that are called are the genuine ones', async () => {
    const s = await Scene.begin();
    const id = s.nextId(s.owner);
    const fake = s.world.wallet().publicKey;
    const wallet = s.owner.wallet;
    const accounts = { payer: wallet.publicKey, actor: wallet.publicKey, owner: s.owner.address };
    const made = { ...accounts, group: addresses.group(s.owner.address, id), systemProgram: fake };
    const args = { id: big(id), encryptionKey: bytes(1), keyringDigest: bytes(2), sealedLabel: bytes(3, 96) };
    assert.notEqual(s.send('createGroup', made, args, [wallet]).error, undefined);
    const told = { actor: wallet.publicKey, person: s.owner.address, program: fake };
    const [event] = s.send('setPersonKeyring', told, KEYRING, [wallet]).events;
    assert.equal(event?.name, 'personKeyringSet', 'the event was sent to the program itself');
  });

  it('6, duplicate mutable accounts: one account does not stand for two', async () => {
    const s = await Scene.begin();
    const group = s.group();
    const membership = s.joined(group, s.other.address, { role: 1 });
    const remove = s.removeMember(group, s.other.address, {}, { manager: s.other.address });
    const by = { actor: s.other.wallet.publicKey, managerMembership: membership };
    const itself = s.send('removeMember', { ...remove.accounts, ...by }, remove.args, [s.other.wallet]);
    refused(itself, GIVEN_TWICE);
    const dataset = s.dataset();
    const grant = s.given(dataset, s.other.address, { permissions: 4 });
    const revoke = s.revoke(dataset, s.other.address, {}, { granter: s.other.address, parent: grant });
    const own = { ...revoke.accounts, actor: s.other.wallet.publicKey };
    refused(s.send('revokeAccess', own, revoke.args, [s.other.wallet]), GIVEN_TWICE);
  });

  it('7, bump seed canonicalization: a second address of the same seeds is refused', async () => {
    const s = await Scene.begin();
    const id = s.nextId(s.owner);
    const canonical = addresses.group(s.owner.address, id);
    const seeds = [Buffer.from('group'), s.owner.address.toBytes(), big(id).toArrayLike(Buffer, 'le', 8)];
    const others = [...Array(256).keys()].flatMap((bump) => {
      try {
        return [PublicKey.createProgramAddressSync([...seeds, Uint8Array.of(bump)], PROGRAM)];
      } catch {
        return [];
      }
    });
    const wallet = s.owner.wallet;
    const accounts = { payer: wallet.publicKey, actor: wallet.publicKey, owner: s.owner.address };
    const args = { id: big(id), encryptionKey: bytes(1), keyringDigest: bytes(2), sealedLabel: bytes(3, 96) };
    assert.ok(others.length > 50);
    for (const group of others.filter((other) => !other.equals(canonical)).slice(0, 10))
      refused(s.send('createGroup', { ...accounts, group }, args, [wallet]), 'InvalidSeeds');
    s.must('createGroup', { ...accounts, group: canonical }, args, [wallet]);
  });

  it("8, PDA sharing: no two things' addresses are made of the same seeds", async () => {
    const s = await Scene.begin();
    const one = s.owner.address;
    const id = 7n;
    const all = [
      ...[addresses.dataset(one, id), addresses.group(one, id), addresses.program(one, id)],
      ...[addresses.port(one, id), addresses.person(one), addresses.device(one)],
      ...[addresses.member(one, one), addresses.grant(one, one)],
    ];
    assert.equal(new Set(all.map(String)).size, all.length);
    // The one authority that the program signs with tells of events, and owns nothing.
    const authority = PublicKey.findProgramAddressSync([Buffer.from('__event_authority')], PROGRAM)[0];
    assert.equal(s.world.data(authority), undefined);
    // A group's id is none of a dataset's: both count on one number.
    const [dataset, group] = [s.dataset(), s.group()];
    assert.notEqual(
      s.world.read('dataset', dataset).id.toNumber(),
      s.world.read('group', group).id.toNumber(),
    );
  });

  it('9, closing accounts: what is closed is gone, can not be used or revived, and pays once', async () => {
    const s = await Scene.begin();
    const dataset = s.dataset();
    const wallet = s.owner.wallet;
    s.end('retireDataset', { dataset });
    s.later(DAY);
    const accounts = {
      ...{ authority: wallet.publicKey, owner: s.owner.address, dataset, rentPayer: wallet.publicKey },
    };
    const close = instruct('closeDataset', accounts);
    const before = s.world.lamports(wallet.publicKey);
    // Money in the same transaction keeps the address alive; no data may live on with it.
    const revive = SystemProgram.transfer({
      ...{ fromPubkey: wallet.publicKey, toPubkey: dataset, lamports: 5_000_000 },
    });
    assert.notEqual(s.world.send([close, close], [wallet]).error, undefined);
    assert.equal(s.world.lamports(wallet.publicKey), before);
    assert.equal(s.world.send([close, revive], [wallet]).error, undefined);
    assert.deepEqual(s.world.data(dataset), new Uint8Array());
    const give = s.grant(dataset, s.other.address);
    refused(s.send('grantAccess', give.accounts, give.args, [wallet]), 'ResourceMismatch');
    assert.notEqual(s.world.send([close], [wallet]).error, undefined);
  });

  it('10, sysvar address checking: a ticket is looked up in the genuine instructions sysvar only', async () => {
    const s = await Scene.begin();
    const key = Keypair.generate();
    for (const instructions of [SYSVAR_CLOCK_PUBKEY, SYSVAR_RENT_PUBKEY, s.owner.address]) {
      const args = { ticketExpiresAt: big(s.world.now + 60n) };
      const enrol = await enrollDevice(s.owner, key.publicKey, args, { instructions });
      const { error } = s.world.send([enrol], [s.owner.wallet]);
      assert.ok(error !== undefined && error !== 'ProofMissing', error);
    }
    assert.equal(s.world.data(deviceOf(key.publicKey)), undefined);
  });
});
