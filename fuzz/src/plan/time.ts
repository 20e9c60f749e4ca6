import { DAY } from '../model/accounts.ts';
import type { Scene } from './scene.ts';

const HORIZON = 3n * DAY;

/** Some time later: mostly just before, or just when, something ends, begins or becomes possible. */
export function nextTime(scene: Scene): bigint {
  const { draw, now } = scene;
  const near = deadlines(scene).filter((at) => at > now && at < now + HORIZON);
  const deadline = draw.chance(60) ? draw.one(near) : undefined;
  if (deadline !== undefined) return deadline - 1n > now && draw.chance(30) ? deadline - 1n : deadline;
  return now + BigInt(draw.one([1, 60, 60, 600, 600, 3_600, 3_600, 90_000]));
}

function deadlines({ register }: Scene): bigint[] {
  const times: bigint[] = [];
  for (const account of register.accounts.values()) {
    if ('ended_at' in account && account.ended_at !== 0n) times.push(account.ended_at + DAY);
    if ('expires_at' in account && account.expires_at !== 0n)
      times.push(account.expires_at, account.expires_at + DAY);
    if (account.kind === 'Grant') times.push(account.not_before);
    if (account.kind === 'Dataset') times.push(account.epoch_valid_until);
    if (account.kind === 'Group') times.push(account.keyring_valid_until);
    if (account.kind !== 'Person') continue;
    times.push(account.proposed_until);
    if (account.pending_since !== 0n) times.push(account.pending_since + account.recovery_delay);
    if (account.recovery_started_at !== 0n) times.push(account.recovery_started_at + account.recovery_delay);
  }
  return times;
}
