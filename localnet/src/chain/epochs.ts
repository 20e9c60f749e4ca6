/** Solana's schedule with warm-up, which the engine's EpochSchedule sysvar holds: 32 slots, doubling to 432,000. */
const FIRST_SLOTS = 32;
const SLOTS_PER_EPOCH = 432_000;
const FIRST_NORMAL_EPOCH = Math.ceil(Math.log2(SLOTS_PER_EPOCH)) - Math.log2(FIRST_SLOTS);
const FIRST_NORMAL_SLOT = (2 ** FIRST_NORMAL_EPOCH - 1) * FIRST_SLOTS;

export const EPOCH_SCHEDULE = {
  slotsPerEpoch: SLOTS_PER_EPOCH,
  leaderScheduleSlotOffset: SLOTS_PER_EPOCH,
  warmup: true,
  firstNormalEpoch: FIRST_NORMAL_EPOCH,
  firstNormalSlot: FIRST_NORMAL_SLOT,
} as const;

export interface EpochPosition {
  readonly epoch: number;
  readonly slotIndex: number;
  readonly slotsInEpoch: number;
}

export function epochOf(slot: number): EpochPosition {
  if (slot >= FIRST_NORMAL_SLOT) {
    const past = slot - FIRST_NORMAL_SLOT;
    const epoch = FIRST_NORMAL_EPOCH + Math.floor(past / SLOTS_PER_EPOCH);
    return { epoch, slotIndex: past % SLOTS_PER_EPOCH, slotsInEpoch: SLOTS_PER_EPOCH };
  }
  const epoch = Math.floor(Math.log2(slot / FIRST_SLOTS + 1));
  const first = (2 ** epoch - 1) * FIRST_SLOTS;
  return { epoch, slotIndex: slot - first, slotsInEpoch: FIRST_SLOTS * 2 ** epoch };
}
