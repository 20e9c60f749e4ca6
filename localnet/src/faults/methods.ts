import { RENT_EXEMPT_EPOCH } from '../chain/account.ts';
import type { Params } from '../rpc/params.ts';
import { readAddress, readBoolean, readCount, readRecord, readString, readU64 } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import type { Faults } from './faults.ts';

type FaultMethod = (faults: Faults, params: Params) => unknown;

/** The faults over the wire. Choices are booleans or shares here, since functions don't travel. */
export const FAULT_METHODS: Readonly<Record<string, FaultMethod>> = {
  localnet_dropNotifications: (faults, params) => faults.dropNotifications(params.required(0, readChoice)),
  localnet_duplicateNotifications: (faults, params) =>
    faults.duplicateNotifications(params.required(0, readChoice)),
  localnet_reorderNotifications: (faults, params) =>
    faults.reorderNotifications(params.required(0, readChoice)),
  localnet_delayNotifications: (faults, params) => faults.delayNotifications(params.required(0, readCount)),
  async localnet_fork(faults, params) {
    try {
      return await faults.fork(params.required(0, readCount));
    } catch (error) {
      if (error instanceof RangeError) throw invalidParams(`Invalid params: ${error.message}`);
      throw error;
    }
  },
  localnet_stopClock: (faults) => faults.stopClock(),
  localnet_setAccount(faults, params) {
    const address = params.required(0, readAddress);
    const fields = params.required(1, (value) => readRecord(value, 'an account'));
    const data = Uint8Array.from(Buffer.from(readString(fields['data']), 'base64'));
    faults.setAccount(address, {
      ...{ lamports: readU64(fields['lamports']), owner: readAddress(fields['owner']), data },
      ...{ executable: readBoolean(fields['executable']), rentEpoch: RENT_EXEMPT_EPOCH },
    });
  },
  localnet_warp(faults, params) {
    const { seconds, slots } = params.required(0, (value) => readRecord(value, 'seconds and slots'));
    return faults.warp({
      ...(seconds === undefined ? {} : { seconds: readCount(seconds) }),
      ...(slots === undefined ? {} : { slots: Math.max(1, readCount(slots)) }),
    });
  },
};

function readChoice(value: unknown): boolean | number {
  if (typeof value === 'boolean' || (typeof value === 'number' && value >= 0 && value <= 1)) return value;
  throw invalidParams('Invalid params: expected a boolean or a share between 0 and 1.');
}
