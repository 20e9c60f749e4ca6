import type { Address, PersonId } from '../identifiers.ts';

/** Where a computer's chain and index are. */
export interface HomeConfig {
  readonly version: 1;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly indexUrl: string;
  /** What tells the cluster from others, once that is known. */
  readonly genesisHash?: Address;
  /** Whether this computer was switched to the cluster and is nobody's there yet. */
  readonly isNew?: true;
  /** Whose computer this is, once that is known. */
  readonly person?: PersonId;
}

export function isConfig(value: unknown): value is HomeConfig {
  const fields = record(value);
  return (
    fields?.['version'] === 1 &&
    ['rpcUrl', 'wsUrl', 'indexUrl'].every((field) => typeof fields[field] === 'string')
  );
}

export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
