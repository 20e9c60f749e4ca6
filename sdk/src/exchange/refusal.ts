import { setTimeout as delay } from 'node:timers/promises';

/** Refusals leave at a multiple of this after their request came, so that their time tells as little as their bytes. */
export const REFUSAL_PERIOD_MS = 100;

/** Waits until a refusal of what came at `arrived`, by `performance.now()`, may leave. */
export async function refusalTime(arrived: number): Promise<void> {
  await delay(REFUSAL_PERIOD_MS - ((performance.now() - arrived) % REFUSAL_PERIOD_MS));
}
