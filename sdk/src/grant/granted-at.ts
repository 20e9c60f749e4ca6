import type { Grant } from '../chain/index.ts';
import { isMeshidError } from '../errors.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';

/**
 * When a grant was given, Unix seconds: by the index's history, or else by the transactions that the chain remembers. Nothing where
 * neither goes back that far. An earlier grant at the same address has another serial.
 *
 * @throws MeshidError `chain/away`
 */
export async function grantedAt(
  meshid: Meshid,
  grant: Grant,
  options: FlowOptions = {},
): Promise<bigint | undefined> {
  try {
    const found = await inIndex(meshid, grant, options);
    if (found !== undefined) return found;
  } catch (error) {
    // An index that is away, or holds another chain, is no reason not to know.
    if (!isMeshidError(error)) throw error;
  }
  return onChain(meshid, grant);
}

async function inIndex(
  { index }: Meshid,
  { address, serial }: Grant,
  { signal }: FlowOptions,
): Promise<bigint | undefined> {
  for await (const { name, data, blockTime } of index.history(address, signal)) {
    const { grant, serial: given } = data;
    if (name === 'AccessGranted' && grant === address && given === serial.toString()) return blockTime;
  }
  return undefined;
}

async function onChain({ chain }: Meshid, { address, serial }: Grant): Promise<bigint | undefined> {
  for (const { signature, time } of await chain.transactions(address)) {
    const given = (await chain.events(signature)).some(
      (event) => event.name === 'accessGranted' && event.grant === address && event.serial === serial,
    );
    if (given) return time && BigInt(time.getTime() / 1000);
  }
  return undefined;
}
