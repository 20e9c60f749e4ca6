import type { Meshid, PeerChoice } from '@meshid/sdk';
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

/** @throws MeshidError `input/invalid`, `name/unknown` */
export async function readPeerChoice(
  sdk: Awaited<ReturnType<Running['sdk']>>,
  { home }: Meshid,
  { peer, from }: PeerOptions,
): Promise<PeerChoice> {
  return {
    peers: peer,
    from: from === undefined ? undefined : sdk.parseDeviceId(await home.names.resolve(from)),
  };
}
