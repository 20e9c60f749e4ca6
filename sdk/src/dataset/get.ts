import { resolve } from 'node:path';
import type { DatasetId, DeviceId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import type { PeerChoice } from '../node/find-peers.ts';
import { signalOf } from '../person/keyring.ts';
import { fetchOf, withBlocks } from './blocks.ts';
import { restoreInto } from './restore-into.ts';
import { fetchVersion, type RestoreOptions, type RestoreStats } from './version/index.ts';
import { findVersion } from './versions.ts';

export interface GetInput extends PeerChoice {
  readonly dataset: DatasetId;
  readonly destination: string;
  /** An earlier version; the newest unless given. */
  readonly sequence?: bigint | undefined;
  /** Writes what can be written when the destination can't hold all. */
  readonly lossy?: boolean | undefined;
}

export interface GetOptions extends FlowOptions, Pick<RestoreOptions, 'onLosses'> {
  readonly onProgress?: (progress: { readonly blocks: number; readonly bytes: number }) => void;
}

export interface Got extends RestoreStats {
  readonly dataset: DatasetId;
  readonly sequence: bigint;
  readonly head: string;
  /** Bytes of the exchange's frames in both directions, and of the keyring. */
  readonly travelledBytes: number;
  /** Blocks that were fetched. */
  readonly blocks: number;
  readonly seconds: number;
  /** The computer that gave the last block; nothing when all were here. */
  readonly from: DeviceId | undefined;
}

/**
 * Fetches a version of a dataset, the newest unless told, from whoever has it, and writes it into a folder. Blocks that are here don't
 * travel again, and nobody is asked when all are; a get that was stopped goes on where it was.
 *
 * @throws MeshidError `dataset/empty`, `dataset/no-version`, `dataset/went-back`, `keyring/not-a-holder`, `exchange/refused`,
 *   `exchange/no-peer`, and what `fetchVersion` and `restoreVersion` throw
 */
export async function getDataset(meshid: Meshid, input: GetInput, options: GetOptions = {}): Promise<Got> {
  const began = performance.now();
  const { home } = meshid;
  return await withBlocks(meshid, input, options, async (open) => {
    const { newest, keys, source, keyringBytes } = open;
    const place = input.sequence === undefined ? newest : await findVersion(open, input.sequence, options);
    const { sequence } = place.expect;
    const head = place.head.toString();
    options.onStep?.('fetching');
    const { version, blocks } = await fetchVersion(fetchOf(open, place), {
      ...signalOf(options),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    options.onStep?.('writing');
    const folder = resolve(input.destination);
    const { lossy = false } = input;
    const stats = await restoreInto(meshid, version, folder, keys, { ...options, lossy });
    // Only what the next version is published over.
    if (sequence === newest.expect.sequence) await home.states.hold(input.dataset, { sequence, head });
    const top = { sequence: newest.expect.sequence, head: newest.head.toString() };
    const over = sequence === top.sequence ? {} : { over: top };
    await home.states.setRestored(input.dataset, folder, { sequence, head, ...over });
    return {
      ...stats,
      ...{ dataset: input.dataset, sequence, head, blocks },
      travelledBytes: source.travelledBytes + keyringBytes,
      seconds: (performance.now() - began) / 1000,
      from: await source.from(),
    };
  });
}
