import type { Libp2p } from '@libp2p/interface';
import { setTimeout as delay } from 'node:timers/promises';
import type { Meshid } from '../meshid.ts';
import { ownPerson } from '../person/acting.ts';
import { shareKeyring } from '../person/keyring.ts';

/** Records live ten minutes in the index. */
const EVERY_MS = 180_000;
const RETRY_MS = 2_000;

export interface AnnounceOptions {
  readonly signal: AbortSignal;
  readonly onTrouble: (why: string) => void;
  /** Told once, when the index knows the node for the first time, or can't be told now. */
  readonly onTried: () => void;
}

/** Tells the index where this node listens, and gives it the keyrings that it lacks, until the signal. Failures are told and tried again. */
export async function announce(
  meshid: Meshid,
  host: Libp2p,
  { signal, onTrouble, onTried }: AnnounceOptions,
): Promise<void> {
  const { generateKeyPairFromSeed } = await import('@libp2p/crypto/keys');
  const { PeerRecord, RecordEnvelope } = await import('@libp2p/peer-record');
  const { home, index } = meshid;
  const { id, seed } = await home.device();
  const key = await generateKeyPairFromSeed('Ed25519', seed);
  let told: string | undefined;
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    let wait = EVERY_MS;
    try {
      const record = new PeerRecord({
        peerId: host.peerId,
        multiaddrs: host.getMultiaddrs(),
        // The newest wins, also over what an earlier run announced.
        seqNumber: BigInt(Date.now()),
      });
      const envelope = await RecordEnvelope.seal(record, key);
      await index.putRecord(id, envelope.marshal(), signal);
      onTried();
      await shareKeyrings(meshid);
      told = undefined;
    } catch (error) {
      // Also what nobody expects: a node that can't be found still serves those who know where it is.
      const why = error instanceof Error ? error.message : String(error);
      onTried();
      if (told !== why && !stopped()) onTrouble(why);
      told = why;
      wait = RETRY_MS;
    }
    await delay(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** A command that was stopped after its transaction, or found the index away, left its keyring on this computer only. */
async function shareKeyrings(meshid: Meshid): Promise<void> {
  const { home, chain, index } = meshid;
  const person = await ownPerson(meshid);
  const datasets = await chain.list('dataset', { owner: person.address });
  const groups = await chain.list('group', { owner: person.address });
  for (const { keyringDigest: digest } of [person, ...datasets, ...groups]) {
    const block = await home.keyrings.find(digest);
    if (block !== undefined && (await index.findKeyring(digest)) === undefined)
      await shareKeyring(meshid, { digest, block });
  }
}
