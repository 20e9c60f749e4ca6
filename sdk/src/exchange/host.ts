import type { Libp2p, PeerId } from '@libp2p/interface';
import { setFlagsFromString } from 'node:v8';
import { MeshidError } from '../errors.ts';
import { type DeviceId, encodeKey, parseDeviceId } from '../identifiers.ts';
import { createMuxer } from './muxer.ts';

export interface HostOptions {
  /** The device's ed25519 seed: its peer id holds the same key. */
  readonly seed: Uint8Array;
  /** Multiaddrs; none for a host that only dials. */
  readonly listen?: readonly string[];
}

/** On loopback, at a port that the system chooses. */
export const LOOPBACK = '/ip4/127.0.0.1/tcp/0';

const MOST_CONNECTIONS = 256;
const MOST_CONNECTIONS_OF_A_PEER = 8;
const MOST_UNPROVEN_CONNECTIONS = 32;
/** In a second, from one address: many computers may share one. */
const MOST_NEW_CONNECTIONS = 64;
const IDLE_SWEEP_MS = 60_000;

/**
 * Starts a libp2p host whose handshakes prove the device's key: TLS 1.3 between Node processes, Noise where there is none.
 *
 * It offers no service of its own, not even identify: what a computer speaks, and where it listens, is told to nobody.
 */
export async function createHost({ seed, listen = [] }: HostOptions): Promise<Libp2p> {
  const { createLibp2p, generateKeyPairFromSeed, noise, tcp, tls } = await loadLibp2p();
  // Blocks live outside of V8's heap. Without this, each few MiB of them cost a collection of all of it: half of the throughput.
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  const host: Libp2p = await createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: [...listen] },
    transports: [tcp()],
    connectionEncrypters: [tls(), noise()],
    streamMuxers: [await createMuxer()],
    connectionManager: {
      maxConnections: MOST_CONNECTIONS,
      maxIncomingPendingConnections: MOST_UNPROVEN_CONNECTIONS,
      inboundConnectionThreshold: MOST_NEW_CONNECTIONS,
    },
    connectionGater: {
      denyInboundEncryptedConnection: (peer) =>
        host.getConnections(peer).length >= MOST_CONNECTIONS_OF_A_PEER,
    },
    connectionMonitor: { enabled: false },
    start: false,
  });
  closeIdleConnections(host);
  await host.start();
  return host;
}

/** libp2p takes longer to load than most commands take, so only those that talk to other computers load it. */
async function loadLibp2p() {
  const [{ createLibp2p }, { generateKeyPairFromSeed }, { noise }, { tcp }, { tls }] = await Promise.all([
    import('libp2p'),
    import('@libp2p/crypto/keys'),
    import('@chainsafe/libp2p-noise'),
    import('@libp2p/tcp'),
    import('@libp2p/tls'),
  ]);
  return { createLibp2p, generateKeyPairFromSeed, noise, tcp, tls };
}

/** A connection without a stream in two sweeps is closed, so that nobody keeps others out by only being there. */
function closeIdleConnections(host: Libp2p): void {
  let idle = new Set<string>();
  const sweep = setInterval(() => {
    const still = new Set<string>();
    for (const connection of host.getConnections()) {
      if (connection.streams.length > 0) continue;
      if (idle.has(connection.id)) void connection.close().catch(() => connection.abort(new Error('idle')));
      else still.add(connection.id);
    }
    idle = still;
  }, IDLE_SWEEP_MS);
  sweep.unref();
  host.addEventListener('stop', () => clearInterval(sweep));
}

/** The device that a connection's handshake proved. */
export function deviceOfPeer(peer: PeerId): DeviceId {
  if (peer.type !== 'Ed25519') throw new MeshidError('exchange/unknown-peer', { peer: peer.toString() });
  return parseDeviceId(encodeKey(peer.publicKey.raw));
}
