import { noise } from '@chainsafe/libp2p-noise';
import { yamux } from '@chainsafe/libp2p-yamux';
import { generateKeyPairFromSeed, publicKeyFromRaw } from '@libp2p/crypto/keys';
import type { Libp2p, PeerId } from '@libp2p/interface';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import { tcp } from '@libp2p/tcp';
import { tls } from '@libp2p/tls';
import { createLibp2p } from 'libp2p';
import { MeshidError } from '../errors.ts';
import { type DeviceId, encodeKey, keyBytes, parseDeviceId } from '../identifiers.ts';

export interface HostOptions {
  /** The device's ed25519 seed: its peer id holds the same key. */
  readonly seed: Uint8Array;
  /** Multiaddrs; none for a host that only dials. */
  readonly listen?: readonly string[];
}

/** On loopback, at a port that the system chooses. */
export const LOOPBACK = '/ip4/127.0.0.1/tcp/0';

const MOST_CONNECTIONS = 256;
const MOST_UNPROVEN_CONNECTIONS = 32;
const MIB = 2 ** 20;

/**
 * Starts a libp2p host whose handshakes prove the device's key: TLS 1.3 between Node processes, Noise where there is none.
 *
 * It offers no service of its own, not even identify: what a computer speaks, and where it listens, is told to nobody.
 */
export async function createHost({ seed, listen = [] }: HostOptions): Promise<Libp2p> {
  return createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: [...listen] },
    transports: [tcp()],
    connectionEncrypters: [tls(), noise()],
    streamMuxers: [yamux({ streamOptions: { initialStreamWindowSize: MIB, maxStreamWindowSize: 16 * MIB } })],
    connectionManager: {
      maxConnections: MOST_CONNECTIONS,
      maxIncomingPendingConnections: MOST_UNPROVEN_CONNECTIONS,
    },
    connectionMonitor: { enabled: false },
  });
}

/** The device that a connection's handshake proved. */
export function deviceOfPeer(peer: PeerId): DeviceId {
  if (peer.type !== 'Ed25519') throw new MeshidError('exchange/unknown-peer', { peer: peer.toString() });
  return parseDeviceId(encodeKey(peer.publicKey.raw));
}

export function peerOfDevice(device: DeviceId): PeerId {
  return peerIdFromPublicKey(publicKeyFromRaw(keyBytes(device)));
}
