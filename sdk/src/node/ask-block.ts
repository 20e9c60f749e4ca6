import type { Libp2p } from '@libp2p/interface';
import { CID } from 'multiformats/cid';
import { MeshidError } from '../errors.ts';
import { BlockStream, createHost, followBlock, type FollowedAnswer, type Peer } from '../exchange/index.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { signalOf } from '../person/keyring.ts';
import { findDatasetPeers, type PeerChoice } from './find-peers.ts';

export interface AskInput extends PeerChoice {
  readonly dataset: DatasetId;
  readonly cid: CID;
}

/** Asks one computer for one raw block, as anybody could, and shows the answer as it came. */
export async function askForBlock(
  meshid: Meshid,
  input: AskInput,
  options: FlowOptions = {},
): Promise<FollowedAnswer> {
  const host = await createHost({ seed: (await meshid.home.device()).seed });
  try {
    const peer = await onePeer(meshid, input, options);
    using stream = await BlockStream.open(host, peer, input.dataset, { signal: options.signal });
    const asked = performance.now();
    await stream.request([input.cid], { signal: options.signal });
    const answer = await stream.answer({ signal: options.signal });
    return { ...answer, at: Date.now(), ms: performance.now() - asked };
  } finally {
    await host.stop();
  }
}

/** As `askForBlock`, again and again on one stream until it is cut; then it throws MeshidError `exchange/cut`. */
export async function* askAgainForBlock(
  meshid: Meshid,
  input: AskInput & { readonly intervalMs: number },
  options: FlowOptions = {},
): AsyncGenerator<FollowedAnswer> {
  const host: Libp2p = await createHost({ seed: (await meshid.home.device()).seed });
  try {
    const { dataset, cid, intervalMs } = input;
    const peer = await onePeer(meshid, input, options);
    yield* followBlock({ host, peer, dataset, cid, intervalMs, ...signalOf(options) });
  } finally {
    await host.stop();
  }
}

/** @throws MeshidError `input/invalid` */
export function parseCid(text: string): CID {
  try {
    return CID.parse(text);
  } catch (cause) {
    throw new MeshidError(
      'input/invalid',
      { what: `CID "${text.slice(0, 120)}"`, why: 'it is none' },
      { cause },
    );
  }
}

/** Whoever asks with --peer may ask for what the register doesn't know. */
async function onePeer(meshid: Meshid, input: AskInput, options: FlowOptions): Promise<Peer> {
  const given = input.peers !== undefined && input.peers.length > 0;
  const [peer] = given
    ? await findDatasetPeers(meshid, undefined, input, options)
    : await findDatasetPeers(meshid, await meshid.chain.get('dataset', input.dataset), input, options);
  if (peer === undefined) throw new MeshidError('exchange/no-peer', {}, { retryable: true });
  return peer;
}
