import { Keypair, type PublicKey } from '@solana/web3.js';
import { type Accounts, addresses, type Args, big, FOREVER, type Name } from './instruct.ts';
import { type Call, DAY, Scene } from './scene.ts';
import { bytes, head } from './world.ts';

/** An instruction that succeeds in its scene, when these sign beside whoever pays the fee. */
export interface Use {
  readonly scene: Scene;
  readonly accounts: Accounts;
  readonly args?: Args | undefined;
  readonly signers: readonly Keypair[];
}
type Make = (scene: Scene) => { accounts: Accounts; args?: Args; signers: readonly Keypair[] };

const authority = (scene: Scene, accounts: Accounts = {}, args?: Args) => ({
  accounts: { authority: scene.owner.wallet.publicKey, person: scene.owner.address, ...accounts },
  ...(args === undefined ? {} : { args }),
  signers: [scene.owner.wallet],
});

/** The owner's admin device acts, and a wallet of its own pays where something is made. */
function acted(scene: Scene, call: Call, pays: boolean) {
  const payer = scene.world.wallet();
  const by: Accounts = { actor: scene.admin.key.publicKey, actorDevice: scene.admin.address };
  const accounts = { ...call.accounts, ...by, ...(pays ? { payer: payer.publicKey } : {}) };
  return { accounts, args: call.args, signers: pays ? [payer, scene.admin.key] : [scene.admin.key] };
}

/** Ends something, and a day later the owner closes it; the owner paid. */
const closed =
  (make: (scene: Scene) => PublicKey, end: Name, field: string): Make =>
  (scene) => {
    const what = make(scene);
    if (end === 'unsharePort') {
      const accounts = { actor: scene.owner.wallet.publicKey, owner: scene.owner.address, port: what };
      scene.must('unsharePort', accounts, undefined, [scene.owner.wallet]);
    } else scene.end(end, { [field]: what });
    scene.later(DAY);
    return ending(scene, { [field]: what, rentPayer: scene.owner.wallet.publicKey });
  };
const ending = (scene: Scene, what: Accounts) => ({
  accounts: { authority: scene.owner.wallet.publicKey, owner: scene.owner.address, ...what },
  signers: [scene.owner.wallet],
});

const CALLS: Readonly<Record<Name, Make>> = {
  createPerson: (scene) => {
    const [founder, payer] = [scene.world.wallet(), scene.world.wallet()];
    return {
      accounts: {
        ...{ payer: payer.publicKey, founder: founder.publicKey },
        person: addresses.person(founder.publicKey),
      },
      args: { cluster: bytes(9), encryptionKey: bytes(1), keyringDigest: bytes(2), publicName: bytes(0) },
      signers: [payer, founder],
    };
  },
  proposeAuthority: (scene) =>
    authority(
      scene,
      {},
      {
        proposedAuthority: scene.world.wallet().publicKey,
        proposedUntil: big(scene.world.now + DAY),
      },
    ),
  acceptAuthority: (scene) => {
    const wallet = scene.world.wallet();
    const args = { proposedAuthority: wallet.publicKey, proposedUntil: big(scene.world.now + DAY) };
    scene.must('proposeAuthority', authority(scene).accounts, args, [scene.owner.wallet]);
    return {
      accounts: { proposedAuthority: wallet.publicKey, person: scene.owner.address },
      signers: [wallet],
    };
  },
  setRecovery: (scene) =>
    authority(
      scene,
      {},
      {
        ...{ recoveryAuthority: scene.world.wallet().publicKey, recoveryKey: bytes(30) },
        recoveryDelay: big(DAY),
      },
    ),
  startRecovery: (scene) => {
    const by = scene.recovery();
    return {
      accounts: { recoveryAuthority: by.publicKey, person: scene.owner.address },
      args: { newAuthority: scene.world.wallet().publicKey },
      signers: [by],
    };
  },
  cancelRecovery: (scene) => {
    const by = scene.recovery();
    scene.later(10n * DAY);
    scene.started(by);
    return {
      accounts: {
        ...{ actor: scene.owner.wallet.publicKey, deviceKey: scene.admin.key.publicKey },
        ...{ device: scene.admin.address, person: scene.owner.address },
      },
      signers: [scene.owner.wallet, scene.admin.key],
    };
  },
  finishRecovery: (scene) => {
    const wallet = scene.started(scene.recovery());
    scene.later(10n * DAY);
    return { accounts: { newAuthority: wallet.publicKey, person: scene.owner.address }, signers: [wallet] };
  },
  setPersonKeyring: (scene) => {
    const args = { previousKeyringDigest: bytes(2), keyringDigest: bytes(3), encryptionKey: bytes(4) };
    return acted(scene, { accounts: { person: scene.owner.address }, args }, false);
  },
  retirePerson: (scene) => authority(scene),
  enrollDevice: (scene) => {
    const [key, payer] = [Keypair.generate(), scene.world.wallet()];
    return {
      accounts: {
        ...authority(scene).accounts,
        ...{ payer: payer.publicKey, deviceKey: key.publicKey, device: addresses.device(key.publicKey) },
      },
      args: {
        ...{ role: 0, encryptionKey: bytes(5), sealedName: bytes(6, 96), ticketExpiresAt: big(0) },
        ...{ previousKeyringDigest: bytes(2), keyringDigest: bytes(2) },
      },
      signers: [payer, scene.owner.wallet, key],
    };
  },
  setDeviceRole: (scene) => authority(scene, { device: scene.member.address }, { role: 1 }),
  suspendDevice: (scene) => {
    const accounts = { person: scene.owner.address, device: scene.member.address };
    const { args: _, ...rest } = acted(scene, { accounts, args: {} }, false);
    return rest;
  },
  resumeDevice: (scene) => {
    const accounts = { device: scene.member.address };
    const owner = scene.owner.wallet;
    const suspend = { actor: owner.publicKey, person: scene.owner.address, ...accounts };
    scene.must('suspendDevice', suspend, undefined, [owner]);
    return authority(scene, accounts, { previousKeyringDigest: bytes(2), keyringDigest: bytes(3) });
  },
  revokeDevice: (scene) => authority(scene, { device: scene.member.address }),
  shrinkDevice: (scene) => {
    const revoke = authority(scene, { device: scene.member.address });
    scene.must('revokeDevice', revoke.accounts, undefined, revoke.signers);
    scene.later(DAY);
    return authority(scene, { device: scene.member.address, rentPayer: scene.owner.wallet.publicKey });
  },
  createGroup: (scene) => {
    const id = scene.nextId(scene.owner);
    const accounts = { owner: scene.owner.address, group: addresses.group(scene.owner.address, id) };
    const args = { encryptionKey: bytes(20), keyringDigest: bytes(21), sealedLabel: bytes(22, 96) };
    return acted(scene, { accounts, args: { id: big(id), ...args } }, true);
  },
  addMember: (scene) => acted(scene, scene.addMember(scene.group(), scene.other.address), true),
  removeMember: (scene) => {
    const group = scene.group();
    scene.joined(group, scene.other.address);
    const next = { keyringDigest: bytes(25), encryptionKey: bytes(26) };
    return acted(scene, scene.removeMember(group, scene.other.address, next), false);
  },
  rotateGroup: (scene) => {
    const accounts = { owner: scene.owner.address, group: scene.group() };
    const args = { previousKeyringDigest: bytes(21), keyringDigest: bytes(25), encryptionKey: bytes(26) };
    return acted(scene, { accounts, args: { ...args, validUntil: FOREVER } }, false);
  },
  retireGroup: (scene) => ending(scene, { group: scene.group() }),
  closeGroup: closed((scene) => scene.group(), 'retireGroup', 'group'),
  closeMembership: (scene) => {
    const group = scene.group();
    const membership = scene.joined(group, scene.other.address);
    const remove = scene.removeMember(group, scene.other.address);
    scene.must('removeMember', remove.accounts, remove.args, [scene.owner.wallet]);
    scene.later(DAY);
    const wallet = scene.owner.wallet.publicKey;
    return {
      accounts: { authority: wallet, granter: scene.owner.address, group, membership, rentPayer: wallet },
      signers: [scene.owner.wallet],
    };
  },
  publishProgram: (scene) => acted(scene, scene.publish(scene.nextId(scene.owner)), true),
  retireProgram: (scene) => ending(scene, { publishedProgram: scene.program() }),
  closeProgram: closed((scene) => scene.program(), 'retireProgram', 'publishedProgram'),
  createDataset: (scene) => {
    const id = scene.nextId(scene.owner);
    const accounts = { owner: scene.owner.address, dataset: addresses.dataset(scene.owner.address, id) };
    const args = { keyringDigest: bytes(11), ownerGeneration: 1, sealedLabel: bytes(12, 96) };
    return acted(scene, { accounts, args: { id: big(id), ...args } }, true);
  },
  publishVersion: (scene) => {
    const dataset = scene.dataset();
    const group = scene.group();
    const membership = scene.joined(group, scene.other.address);
    const grant = scene.given(dataset, group, { principalKind: 3, permissions: 3 });
    return {
      accounts: {
        ...{ signer: scene.theirs.key.publicKey, device: scene.theirs.address, writer: scene.other.address },
        ...{ grant, group, membership, owner: scene.owner.address, dataset },
      },
      args: { sequence: big(1), epoch: 1, head: head(1) },
      signers: [scene.theirs.key],
    };
  },
  rotateEpoch: (scene) => {
    const accounts = { owner: scene.owner.address, dataset: scene.dataset() };
    const args = { previousKeyringDigest: bytes(11), keyringDigest: bytes(13), validUntil: FOREVER };
    return acted(scene, { accounts, args }, false);
  },
  transferDataset: (scene) => {
    const what = { newOwner: scene.other.address, dataset: scene.dataset() };
    const args = { previousKeyringDigest: bytes(11), keyringDigest: bytes(13) };
    return { ...ending(scene, what), args };
  },
  retireDataset: (scene) => ending(scene, { dataset: scene.dataset() }),
  closeDataset: closed((scene) => scene.dataset(), 'retireDataset', 'dataset'),
  grantAccess: (scene) => acted(scene, scene.grant(scene.dataset(), scene.other.address), true),
  revokeAccess: (scene) => {
    const dataset = scene.dataset();
    scene.given(dataset, scene.other.address);
    const next = { keyringDigest: bytes(14) };
    return acted(scene, scene.revoke(dataset, scene.other.address, next), false);
  },
  closeGrant: (scene) => {
    const resource = scene.dataset();
    const grant = scene.given(resource, scene.other.address);
    const revoke = scene.revoke(resource, scene.other.address);
    scene.must('revokeAccess', revoke.accounts, revoke.args, [scene.owner.wallet]);
    scene.later(DAY);
    const wallet = scene.owner.wallet.publicKey;
    return {
      accounts: { authority: wallet, granter: scene.owner.address, resource, grant, rentPayer: wallet },
      signers: [scene.owner.wallet],
    };
  },
  sharePort: (scene) => {
    const call = scene.share(scene.nextId(scene.owner));
    return acted(scene, { ...call, accounts: { ...call.accounts, device: scene.member.address } }, true);
  },
  unsharePort: (scene) => {
    const accounts = { owner: scene.owner.address, port: scene.port() };
    const { args: _, ...rest } = acted(scene, { accounts, args: {} }, false);
    return rest;
  },
  closePort: closed((scene) => scene.port(), 'unsharePort', 'port'),
};

/** A scene in which the instruction succeeds, and how it is called there. */
export async function use(name: Name): Promise<Use> {
  const scene = await Scene.begin();
  return { scene, ...CALLS[name](scene) };
}
