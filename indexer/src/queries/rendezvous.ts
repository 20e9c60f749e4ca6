import { createHash } from 'node:crypto';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import { PeerRecord, RecordEnvelope } from '@libp2p/peer-record';
import { encodeKey, MeshidError, type DeviceId } from '@meshid/sdk';
import type { PrismaClient } from '../generated/client.ts';

/** Nothing that is kept here is believed because it is here: records carry their signature, keyrings are named by their digest. */
export const PEER_RECORD_MOST_BYTES = 16 * 1024;
export const KEYRING_MOST_BYTES = 256 * 1024;
const PEER_RECORD_LIVES_MS = 10 * 60_000;

/**
 * Keeps where a device says that it can be reached; the newest of its records wins.
 *
 * @throws MeshidError `index/refused` unless the record is signed by exactly that device, and the device is active
 */
export async function putPeerRecord(
  prisma: PrismaClient,
  device: DeviceId,
  envelope: Uint8Array,
): Promise<void> {
  const sequence = await verifiedSequence(device, envelope);
  if (!(await isActive(prisma, device)))
    throw refused('peer record', 'its device is not enrolled, or not active');
  await prisma.$executeRawUnsafe(
    `INSERT INTO peer_records AS kept (device, envelope, sequence, received_at) VALUES ($1, decode($2, 'hex'), $3::text::numeric, now())
     ON CONFLICT (device) DO UPDATE SET envelope = excluded.envelope, sequence = excluded.sequence, received_at = now()
     WHERE kept.sequence <= excluded.sequence OR kept.received_at < now() - make_interval(secs => $4::text::integer)`,
    ...[
      device,
      Buffer.from(envelope).toString('hex'),
      sequence.toString(),
      (PEER_RECORD_LIVES_MS / 1000).toString(),
    ],
  );
}

/** A device's record, while it is fresh and the device active. */
export async function findPeerRecord(
  prisma: PrismaClient,
  device: DeviceId,
): Promise<{ envelope: Uint8Array; sequence: string; expiresAt: Date } | undefined> {
  const found = await prisma.peerRecord.findUnique({ where: { device } });
  if (found === null) return undefined;
  const expiresAt = new Date(found.receivedAt.getTime() + PEER_RECORD_LIVES_MS);
  if (expiresAt.getTime() <= Date.now() || !(await isActive(prisma, device))) return undefined;
  return { envelope: found.envelope, sequence: found.sequence.toString(), expiresAt };
}

/** @throws MeshidError `index/refused` unless the block has that digest, and the digest is on chain */
export async function putKeyring(prisma: PrismaClient, digest: string, block: Uint8Array): Promise<void> {
  if (createHash('sha256').update(block).digest('hex') !== digest)
    throw refused('keyring', 'its digest is another');
  const named = { where: { keyringDigest: digest }, select: { address: true } };
  const found = await Promise.all([
    prisma.person.findFirst(named),
    prisma.group.findFirst(named),
    prisma.dataset.findFirst(named),
  ]);
  if (found.every((account) => account === null))
    throw new MeshidError(
      'index/refused',
      { what: 'keyring', why: 'its digest is not on chain, or not seen yet' },
      { retryable: true },
    );
  const row = { block: Uint8Array.from(block), receivedAt: new Date() };
  await prisma.keyring.upsert({ where: { digest }, create: { digest, ...row }, update: row });
}

export async function findKeyring(prisma: PrismaClient, digest: string): Promise<Uint8Array | undefined> {
  return (await prisma.keyring.findUnique({ where: { digest } }))?.block;
}

async function verifiedSequence(device: DeviceId, envelope: Uint8Array): Promise<bigint> {
  try {
    const opened = await RecordEnvelope.openAndCertify(envelope, PeerRecord.DOMAIN);
    const record = PeerRecord.createFromProtobuf(opened.payload);
    const key = opened.publicKey;
    if (key.type !== 'Ed25519' || encodeKey(key.raw) !== device) throw new Error('another key signed it');
    if (!record.peerId.equals(peerIdFromPublicKey(key))) throw new Error('it is about another peer');
    return record.seqNumber;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MeshidError('index/refused', { what: 'peer record', why }, { cause: error });
  }
}

/** By what the chain says now: a record must not outlive its device. */
async function isActive(prisma: PrismaClient, device: DeviceId): Promise<boolean> {
  const found = await prisma.device.findFirst({ where: { key: device, status: 'active' } });
  if (found === null) return false;
  const person = await prisma.person.findUnique({ where: { address: found.person } });
  return person?.status === 'active' && found.enrolledSequence >= person.voidBefore;
}

function refused(what: string, why: string): MeshidError {
  return new MeshidError('index/refused', { what, why });
}
