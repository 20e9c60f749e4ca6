import type * as Sdk from '@meshid/sdk';
import type { DatasetId, Meshid, PeerChoice } from '@meshid/sdk';
import type { Command } from 'commander';
import type { Running } from './command.ts';

export interface PeerOptions {
  readonly peer?: string[];
  readonly from?: string;
}

/** The options of a command that asks other computers for what is not here. */
export function withPeerOptions(command: Command): Command {
  return command
    .option('--peer <multiaddr...>', 'ask only these, in their order')
    .option('--from <device>', 'ask only this computer');
}

/** A dataset of a computer that is open, and who is asked for what is not here. */
export interface OpenedDataset {
  readonly sdk: typeof Sdk;
  readonly meshid: Meshid;
  readonly dataset: DatasetId;
  readonly choice: PeerChoice;
}

/** @throws MeshidError `home/missing`, `input/invalid`, `name/unknown`, `name/ambiguous` */
export async function openDataset(
  running: Running,
  name: string,
  { peer, from }: PeerOptions,
): Promise<OpenedDataset> {
  const sdk = await running.sdk();
  const meshid = await running.open();
  const { names } = meshid.home;
  const choice = {
    peers: peer,
    from: from === undefined ? undefined : sdk.parseDeviceId(await names.resolve(from)),
  };
  return { sdk, meshid, choice, dataset: await sdk.resolveDataset(meshid, name, running.options) };
}
