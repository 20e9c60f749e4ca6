import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  createDatasetKeys,
  createDeviceKey,
  createPersonKeys,
  type DatasetId,
  deviceHolder,
  encodeKey,
  type GroupId,
  isMeshidError,
  parseDatasetId,
  parseGroupId,
  parsePersonId,
  type PersonId,
  personHolder,
  personKeyPair,
  sealDatasetKeyring,
} from '@meshid/sdk';

export function somePerson(): PersonId {
  return parsePersonId(encodeKey(randomBytes(32)));
}

export function someGroup(): GroupId {
  return parseGroupId(encodeKey(randomBytes(32)));
}

export function someDataset(): DatasetId {
  return parseDatasetId(encodeKey(randomBytes(32)));
}

/** A person with a device, and a dataset of theirs. */
export function someOwner() {
  const device = createDeviceKey();
  const person = createPersonKeys(somePerson());
  const keys = createDatasetKeys(someDataset());
  const holder = deviceHolder(device.id, device.encryption.publicKey);
  const owner = personHolder(person.person, personKeyPair(person).publicKey);
  return { device, person, keys, holder, owner, keyring: sealDatasetKeyring(keys, { owner, readers: [] }) };
}

/** The bytes with one bit turned. */
export function turnBit(bytes: Uint8Array, bit: number): Uint8Array {
  const altered = Uint8Array.from(bytes);
  altered[Math.floor(bit / 8)] = (altered[Math.floor(bit / 8)] ?? 0) ^ (1 << (bit % 8));
  return altered;
}

/** What a failed opening says; the same words whatever was wrong. */
export function openingFailure(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    assert.ok(isMeshidError(error, 'crypto/cannot-open'), String(error));
    assert.equal(error.cause, undefined, 'a cause would tell what was wrong');
    return error.message;
  }
  return assert.fail('it opened');
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
