import type { DatasetId, DeviceId } from '../identifiers.ts';

/** Decides who may be served. Whatever it throws counts as a refusal. */
export interface BlockAuthoriser {
  /** A permit for the device to read the dataset, or nothing: the reason stays on this computer. */
  permit(
    device: DeviceId,
    dataset: DatasetId,
    options?: { signal?: AbortSignal },
  ): Promise<Permit | undefined>;
}

/** Holds until it is released or its signal is aborted because access ended. */
export interface Permit {
  readonly signal: AbortSignal;
  [Symbol.dispose](): void;
}
