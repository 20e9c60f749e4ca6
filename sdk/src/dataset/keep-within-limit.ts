import { setTimeout as delay } from 'node:timers/promises';
import type { Meshid } from '../meshid.ts';
import { makeRoom, type Room } from './room.ts';

const EVERY_MS = 600_000;

export interface KeepWithinLimitOptions {
  readonly signal: AbortSignal;
  /** Between two looks, in milliseconds; ten minutes unless given. */
  readonly everyMs?: number | undefined;
  /** Told when something was let go of, and once when the limit can't be kept. */
  readonly onRoom: (room: Room) => void;
  readonly onTrouble: (why: string) => void;
}

/** Makes room on this computer whenever its blocks take more than they may, until the signal. Failures are told, and tried again. */
export async function keepWithinLimit(
  meshid: Meshid,
  { signal, everyMs = EVERY_MS, onRoom, onTrouble }: KeepWithinLimitOptions,
): Promise<void> {
  let told: string | undefined;
  while (!signal.aborted) {
    let trouble: string | undefined;
    try {
      const room = await makeRoom(meshid, {}, { signal });
      trouble = room.kept.map(({ dataset, why }) => `${dataset}: ${why}`).join(', ');
      if (room.removed > 0 || (trouble !== '' && trouble !== told)) onRoom(room);
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
      if (!isAborted(signal) && trouble !== told) onTrouble(trouble);
    }
    told = trouble;
    await delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}
