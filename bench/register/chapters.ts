import {
  datasetAddress,
  encodeKey,
  groupAddress,
  instructions as register,
  createTicket,
  parseAddress,
  portAddress,
  programAddress,
  PROGRAM_ID,
} from '@meshid/sdk';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { create as createDigest } from 'multiformats/hashes/digest';
import { DAY, digest, FOREVER, SEALED, type Someone, type Teller } from './story.ts';

const HEAD = CID.createV1(raw.code, createDigest(0x12, digest(1)));
const MILLISECONDS = 1000;

/** Every instruction of the register, in an order in which each can succeed. */
export async function tellAll(teller: Teller): Promise<void> {
  const owner = await teller.someone((person) => [
    ['GROUP_SEED', person, 1n],
    ['DATASET_SEED', person, 2n],
    ['PROGRAM_SEED', person, 3n],
    ['PORT_SEED', person, 4n],
  ]);
  await persons(teller);
  await devices(teller, owner);
  await groups(teller, owner);
  await datasets(teller, owner);
  await programsAndPorts(teller, owner);
}

async function persons(teller: Teller): Promise<void> {
  const someone = await teller.someone();
  const { person, key, wallet } = someone;
  const next = teller.wallet();
  await teller.tell(
    register.proposeAuthority({ person, authority: key, proposed: next.key, until: teller.bench.now + DAY }),
    [wallet],
  );
  await teller.tell(register.acceptAuthority({ person, proposedAuthority: next.key }), [next.wallet]);
  const recovery = teller.wallet();
  const delay = DAY;
  await teller.tell(
    register.setRecovery({
      person,
      authority: next.key,
      recovery: { authority: recovery.key, key: digest(4), delay },
    }),
    [next.wallet],
  );
  const heir = teller.wallet();
  const start = register.startRecovery({ person, recoveryAuthority: recovery.key, newAuthority: heir.key });
  await teller.tell(start, [recovery.wallet]);
  await teller.tell(register.cancelRecovery({ person, actor: recovery.key }), [recovery.wallet]);
  await teller.tell(
    register.startRecovery({ person, recoveryAuthority: recovery.key, newAuthority: heir.key }),
    [recovery.wallet],
  );
  teller.bench.warp(delay);
  await teller.tell(register.finishRecovery({ person, newAuthority: heir.key }), [heir.wallet]);
  const leaving = await teller.someone();
  await teller.tell(register.retirePerson({ person: leaving.person, authority: leaving.key }), [
    leaving.wallet,
  ]);
}

async function devices(teller: Teller, owner: Someone): Promise<void> {
  const { person, key: authority, wallet, actor } = owner;
  const { id } = await teller.device(owner, 'member');
  const over = { person, device: id, authority };
  await teller.tell(register.setDeviceRole({ ...over, role: 'admin' }), [wallet]);
  await teller.tell(register.suspendDevice({ person, device: id, actor }), [wallet]);
  await teller.tell(register.resumeDevice({ ...over, previousDigest: digest(2), digest: digest(2) }), [
    wallet,
  ]);
  await teller.tell(register.revokeDevice(over), [wallet]);
  teller.bench.warp(DAY);
  await teller.tell(register.shrinkDevice({ ...over, rentPayer: authority }), [wallet]);

  const headless = teller.deviceKey();
  const now = Number(teller.bench.now);
  const place = {
    person,
    program: parseAddress(PROGRAM_ID),
    cluster: parseAddress(encodeKey(digest(9))),
    expiresAt: new Date((now + Number(DAY)) * MILLISECONDS),
  };
  const ticket = createTicket(headless, place, new Date(now * MILLISECONDS));
  await teller.tell(
    register.enrollDevice({
      ...teller.enrolment(owner, headless.id),
      encryptionKey: ticket.encryptionKey,
      ticket,
    }),
    [wallet],
    'enroll_device:ticket',
  );
  await teller.tell(
    register.setPersonKeyring({
      person,
      actor,
      previousDigest: digest(2),
      digest: digest(2),
      encryptionKey: digest(8),
    }),
    [wallet],
  );
}

async function groups(teller: Teller, owner: Someone): Promise<void> {
  const { person, key: authority, wallet, actor } = owner;
  const group = groupAddress(person, 1n);
  const managed = { actor, owner: person, group };
  const made = {
    payer: authority,
    actor,
    owner: person,
    id: 1n,
    encryptionKey: digest(3),
    sealedLabel: SEALED,
  };
  await teller.tell(register.createGroup({ ...made, keyringDigest: digest(4) }), [wallet]);
  const member = await teller.someone((joins) => [['MEMBER_SEED', group, joins]]);
  const principal = member.person;
  const joining = { payer: authority, principalKind: 'person', role: 'member', expiresAt: 0n } as const;
  await teller.tell(
    register.addMember({ ...managed, ...joining, principal, previousDigest: digest(4), digest: digest(5) }),
    [wallet],
  );
  const generation = { previousDigest: digest(5), digest: digest(6), encryptionKey: digest(7) };
  await teller.tell(
    register.removeMember({ ...managed, principal, nextGeneration: { ...generation, validUntil: FOREVER } }),
    [wallet],
  );
  await teller.tell(
    register.rotateGroup({
      ...managed,
      ...{ previousDigest: digest(6), digest: digest(8), encryptionKey: digest(9), validUntil: FOREVER },
    }),
    [wallet],
  );
  await teller.tell(register.retireGroup({ authority, owner: person, group }), [wallet]);
  teller.bench.warp(DAY);
  const closing = { authority, rentPayer: authority, group };
  await teller.tell(register.closeMembership({ ...closing, granter: person, principal }), [wallet]);
  await teller.tell(register.closeGroup({ ...closing, owner: person }), [wallet]);
}

async function datasets(teller: Teller, owner: Someone): Promise<void> {
  const { person, key: authority, wallet, actor } = owner;
  const dataset = datasetAddress(person, 2n);
  const of = { actor, owner: person };
  await teller.tell(
    register.createDataset({
      ...of,
      payer: authority,
      id: 2n,
      ownerGeneration: 2n,
      keyringDigest: digest(11),
      sealedLabel: SEALED,
    }),
    [wallet],
  );
  const reader = await teller.someone((reads) => [['GRANT_SEED', dataset, reads]]);
  const principal = reader.person;
  const lasting = { permissions: ['read'] as const, notBefore: 0n, expiresAt: 0n };
  await teller.tell(
    register.grantAccess({
      ...{ ...of, ...lasting, payer: authority, resource: dataset, principalKind: 'person', principal },
      keyring: { previousDigest: digest(11), digest: digest(12) },
    }),
    [wallet],
  );
  const { id: device, signer } = await teller.device(owner, 'member');
  const version = { device, owner: person, dataset, sequence: 1n, epoch: 1n, head: HEAD };
  await teller.tell(register.publishVersion(version), [signer]);
  const epoch = { previousDigest: digest(12), digest: digest(13), validUntil: FOREVER };
  await teller.tell(register.revokeAccess({ ...of, resource: dataset, principal, nextEpoch: epoch }), [
    wallet,
  ]);
  await teller.tell(
    register.rotateEpoch({
      ...{ ...of, dataset, validUntil: FOREVER },
      ...{ previousDigest: digest(13), digest: digest(14) },
    }),
    [wallet],
  );
  teller.bench.warp(DAY);
  const granted = { authority, granter: person, resource: dataset, principal, rentPayer: authority };
  await teller.tell(register.closeGrant(granted), [wallet]);
  await teller.tell(
    register.transferDataset({
      ...{ authority, owner: person, newOwner: principal, dataset },
      ...{ previousDigest: digest(14), digest: digest(15) },
    }),
    [wallet],
  );
  const taken = { authority: reader.key, owner: principal, dataset };
  await teller.tell(register.retireDataset(taken), [reader.wallet]);
  teller.bench.warp(DAY);
  await teller.tell(register.closeDataset({ ...taken, rentPayer: authority }), [reader.wallet]);
}

async function programsAndPorts(teller: Teller, owner: Someone): Promise<void> {
  const { person, key: authority, wallet, actor } = owner;
  const published = { payer: authority, actor, owner: person, class: 'batch', slug: 'resize' } as const;
  const bundle = { id: 3n, bundleVersion: 1n, bundleDigest: digest(21) };
  await teller.tell(register.publishProgram({ ...published, ...bundle }), [wallet]);
  await teller.tell(
    register.publishProgram({ ...published, ...bundle, bundleVersion: 2n }),
    [wallet],
    'publish_program:again',
  );
  const { id: device } = await teller.device(owner, 'member');
  const offered = { device, number: 22, protocol: 'ssh', sealedLabel: SEALED };
  await teller.tell(register.sharePort({ payer: authority, actor, owner: person, id: 4n, ...offered }), [
    wallet,
  ]);
  const [program, port] = [programAddress(person, 3n), portAddress(person, 4n)];
  await teller.tell(register.retireProgram({ authority, owner: person, program }), [wallet]);
  await teller.tell(register.unsharePort({ actor, owner: person, port }), [wallet]);
  teller.bench.warp(DAY);
  const closing = { authority, owner: person, rentPayer: authority };
  await teller.tell(register.closeProgram({ ...closing, program }), [wallet]);
  await teller.tell(register.closePort({ ...closing, port }), [wallet]);
}
