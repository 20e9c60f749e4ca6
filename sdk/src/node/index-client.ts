import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { hash } from 'node:crypto';
import { withoutSecrets } from '../chain/failures.ts';
import { MAX_KEYRING_BYTES } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import { deviceOfPeer } from '../exchange/host.ts';
import type { DeviceId } from '../identifiers.ts';

const TIMEOUT_MS = 10_000;
const MOST_JSON_BYTES = 1024 * 1024;

export interface IndexStatus {
  readonly programId: string;
  readonly genesisHash: string;
  readonly slot: string;
  readonly lagging: boolean;
}

interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal | undefined;
}

/** The index, as a place to meet: nothing that comes from it is believed without its digest or signature. */
export class IndexClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** @throws MeshidError `index/away` */
  async status(signal?: AbortSignal): Promise<IndexStatus> {
    return (await this.json('/v1/status', { signal })) as IndexStatus;
  }

  /** A keyring that has this SHA-256. Throws MeshidError `index/away`. */
  async findKeyring(digest: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const block = await this.#bytes(`/v1/keyrings/${hex(digest)}`, MAX_KEYRING_BYTES, { signal });
    return block !== undefined && hash('sha256', block, 'buffer').equals(digest) ? block : undefined;
  }

  /** @throws MeshidError `index/away`, `index/refused` */
  async putKeyring(digest: Uint8Array, block: Uint8Array, signal?: AbortSignal): Promise<void> {
    await this.#bytes(`/v1/keyrings/${hex(digest)}`, MOST_JSON_BYTES, { method: 'PUT', body: block, signal });
  }

  /** Where a device says, under its signature, that it can be reached. Throws MeshidError `index/away`. */
  async findAddresses(device: DeviceId, signal?: AbortSignal): Promise<Multiaddr[] | undefined> {
    const found = await this.json(`/v1/peers/${device}`, { signal });
    const record =
      typeof found === 'object' && found !== null && 'record' in found ? found.record : undefined;
    return typeof record === 'string' ? openRecord(device, Buffer.from(record, 'base64')) : undefined;
  }

  /** @throws MeshidError `index/away`, `index/refused` */
  async putRecord(device: DeviceId, envelope: Uint8Array, signal?: AbortSignal): Promise<void> {
    const body = JSON.stringify({ record: Buffer.from(envelope).toString('base64') });
    await this.json(`/v1/peers/${device}`, { method: 'PUT', body, signal });
  }

  /** A JSON answer, or nothing where there is none. Throws MeshidError `index/away`, `index/refused`. */
  async json(path: string, call: Call = {}): Promise<unknown> {
    const bytes = await this.#bytes(path, 64 * MOST_JSON_BYTES, call);
    return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as unknown);
  }

  async #bytes(
    path: string,
    most: number,
    { method = 'GET', body, signal }: Call,
  ): Promise<Uint8Array | undefined> {
    const late = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(new URL(path, this.url), {
        method,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Uint8Array.from(body) }),
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      });
      const bytes = await readAtMost(response, most);
      if (response.status === 404) return undefined;
      if (response.status >= 500) throw new Error(`status ${response.status}`);
      if (!response.ok)
        throw new MeshidError('index/refused', { what: path.split('/')[2] ?? 'request', why: whyOf(bytes) });
      return bytes;
    } catch (cause) {
      if (cause instanceof MeshidError) throw cause;
      signal?.throwIfAborted();
      throw new MeshidError('index/away', { url: withoutSecrets(this.url) }, { cause, retryable: true });
    }
  }
}

async function openRecord(device: DeviceId, envelope: Uint8Array): Promise<Multiaddr[] | undefined> {
  const { PeerRecord, RecordEnvelope } = await import('@libp2p/peer-record');
  try {
    const { payload, publicKey } = await RecordEnvelope.openAndCertify(envelope, PeerRecord.DOMAIN);
    const { peerId, multiaddrs } = PeerRecord.createFromProtobuf(payload);
    if (deviceOfPeer(peerId) !== device || !peerId.publicKey?.equals(publicKey)) return undefined;
    const suffix = `/p2p/${peerId.toString()}`;
    return multiaddrs.map((address) => {
      const text = address.toString();
      return text.endsWith(suffix) ? address : multiaddr(`${text}${suffix}`);
    });
  } catch {
    return undefined;
  }
}

async function readAtMost(response: Response, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  for await (const piece of body) {
    length += piece.length;
    if (length > most) throw new Error('the answer is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function whyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString().slice(0, 500);
}

const hex = (digest: Uint8Array): string => Buffer.from(digest).toString('hex');
