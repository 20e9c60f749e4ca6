import { randomBytes } from 'node:crypto';
import {
  createDatasetKeys,
  createPersonKeys,
  encodeKey,
  parseDatasetId,
  parsePersonId,
  personHolder,
  personKeyPair,
  sealDatasetKeyring,
} from '@meshid/sdk';
import type { Task } from './task.ts';

/** A dataset of somebody, as far as its versions need it. */
export function someDataset(): Pick<Task, 'keys' | 'keyring'> {
  const keys = createDatasetKeys(parseDatasetId(encodeKey(randomBytes(32))));
  const person = createPersonKeys(parsePersonId(encodeKey(randomBytes(32))));
  const owner = personHolder(person.person, personKeyPair(person).publicKey);
  return { keys, keyring: sealDatasetKeyring(keys, { owner, readers: [] }).block };
}
