import bs58 from 'bs58';
import { UPGRADEABLE_LOADER } from './account.ts';
import type { Svm } from './svm.ts';
import { dataAddress } from './write-accounts.ts';

const SLOT = 4;
const AUTHORITY = 12;

/**
 * Puts a program where the upgradeable loader would have put it at slot 0. Without an authority it is final.
 *
 * @throws Error when the bytes are not a program that the engine can run
 */
export function preload(
  svm: Svm,
  address: string,
  binary: Uint8Array,
  upgradeAuthority: string | undefined,
): void {
  svm.addProgram(address, binary);
  const program = svm.account(address);
  if (program?.owner !== UPGRADEABLE_LOADER)
    throw new Error(`${address} was not loaded by the upgradeable loader`);
  const at = dataAddress(program);
  const account = svm.account(at);
  if (account === undefined) throw new Error(`${address} has no program data`);
  const data = Buffer.from(account.data);
  data.writeBigUInt64LE(0n, SLOT);
  if (upgradeAuthority !== undefined) {
    data.writeUInt8(1, AUTHORITY);
    data.set(bs58.decode(upgradeAuthority), AUTHORITY + 1);
  }
  svm.write(at, { ...account, data });
}
