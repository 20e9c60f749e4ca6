import type { DatasetId, DeviceId } from '../identifiers.ts';
import type { BlockAuthoriser, Permit } from './authoriser.ts';

/** A permit, unless none comes before `signal` ends it. Whatever goes wrong is a refusal. */
export async function decide(
  authoriser: BlockAuthoriser,
  device: DeviceId,
  dataset: DatasetId,
  signal: AbortSignal,
): Promise<Permit | undefined> {
  const { promise: never, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(new Error('no decision came')), { once: true });
  const deciding = authoriser.permit(device, dataset, { signal });
  try {
    return await Promise.race([deciding, never]);
  } catch {
    // A permit that comes too late is given back.
    void deciding.then((permit) => permit?.[Symbol.dispose]()).catch(() => undefined);
    return undefined;
  }
}
