import { MeshidError } from '../errors.ts';
import { parseDatasetId, parsePersonId } from '../identifiers.ts';
import type { DatasetKeys } from './dataset-keys.ts';
import type { PersonKeys } from './person-keys.ts';
import { SECRET_BYTES } from './primitives.ts';

/** A person's keys in the form of a JSON file; secret, for a file that only its user may read. */
export interface StoredPersonKeys {
  readonly version: 1;
  readonly person: string;
  readonly generation: string;
  /** Generation in decimal → secret in base64. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** A dataset's keys in the form of a JSON file; secret. */
export interface StoredDatasetKeys {
  readonly version: 1;
  readonly dataset: string;
  readonly epoch: string;
  readonly epochKeys: Readonly<Record<string, string>>;
  readonly constant: string;
}

export function exportPersonKeys({ person, generation, secrets }: PersonKeys): StoredPersonKeys {
  return { version: 1, person, generation: generation.toString(), secrets: exportSecrets(secrets) };
}

/** @throws MeshidError `input/invalid` */
export function importPersonKeys(stored: StoredPersonKeys): PersonKeys {
  const secrets = importSecrets(stored.version, stored.secrets, 'person keys');
  return {
    person: parsePersonId(stored.person),
    generation: newest(secrets, stored.generation, 'person keys'),
    secrets,
  };
}

export function exportDatasetKeys({ dataset, epoch, epochKeys, constant }: DatasetKeys): StoredDatasetKeys {
  return {
    version: 1,
    dataset,
    epoch: epoch.toString(),
    epochKeys: exportSecrets(epochKeys),
    constant: Buffer.from(constant).toString('base64'),
  };
}

/** @throws MeshidError `input/invalid` */
export function importDatasetKeys(stored: StoredDatasetKeys): DatasetKeys {
  const epochKeys = importSecrets(stored.version, stored.epochKeys, 'dataset keys');
  return {
    dataset: parseDatasetId(stored.dataset),
    epoch: newest(epochKeys, stored.epoch, 'dataset keys'),
    epochKeys,
    constant: importSecret(stored.constant, 'dataset keys'),
  };
}

function exportSecrets(secrets: ReadonlyMap<bigint, Uint8Array>): Record<string, string> {
  return Object.fromEntries(
    [...secrets].map(([number, secret]) => [number.toString(), Buffer.from(secret).toString('base64')]),
  );
}

function importSecrets(
  version: number,
  stored: Readonly<Record<string, string>>,
  what: string,
): Map<bigint, Uint8Array> {
  // The version is read from a file, so the type's promise has to be checked.
  if (version !== 1)
    throw new MeshidError('input/invalid', {
      what,
      why: `version ${version} is not known here; update meshid`,
    });
  const numbered = Object.entries(stored).map(
    ([number, secret]) => [decimal(number, what), importSecret(secret, what)] as const,
  );
  return new Map(numbered.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function importSecret(text: string, what: string): Uint8Array {
  const secret = Uint8Array.from(Buffer.from(text, 'base64'));
  if (secret.length !== SECRET_BYTES)
    throw new MeshidError('input/invalid', { what, why: 'a secret has not 32 bytes' });
  return secret;
}

function newest(secrets: ReadonlyMap<bigint, Uint8Array>, text: string, what: string): bigint {
  const number = decimal(text, what);
  if (!secrets.has(number))
    throw new MeshidError('input/invalid', { what, why: `secret ${number} is missing` });
  return number;
}

function decimal(text: string, what: string): bigint {
  if (!/^[1-9][0-9]{0,19}$/.test(text))
    throw new MeshidError('input/invalid', { what, why: `"${text.slice(0, 32)}" is not a number` });
  return BigInt(text);
}
