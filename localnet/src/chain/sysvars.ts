import bs58 from 'bs58';
import type { Account } from './account.ts';
import { epochOf } from './epochs.ts';
import type { Svm } from './svm.ts';

export const CLOCK = 'SysvarC1ock11111111111111111111111111111111';
export const INSTRUCTIONS_SYSVAR = 'Sysvar1nstructions1111111111111111111111111';
const SLOT_HASHES = 'SysvarS1otHashes111111111111111111111111111';
export const SYSVAR_OWNER = 'Sysvar1111111111111111111111111111111111111';

const SLOT_HASHES_BYTES = 20_488;
const SLOT_HASH_ENTRY = 40;
export const SLOT_HASHES_ENTRIES = 512;

/** Sets what programs see of time and slots; tells each account as it was and as it is. */
export function openSysvars(
  svm: Svm,
  slot: number,
  time: number,
  hashes: readonly { readonly slot: number; readonly hash: string }[],
): { address: string; before: Account | undefined; after: Account | undefined }[] {
  const addresses = [CLOCK, SLOT_HASHES];
  const before = addresses.map((address) => svm.account(address));
  const { epoch, slotIndex } = epochOf(slot);
  svm.setClock(slot, time, epoch, time - Math.round(slotIndex * 0.4));
  const account = before[1];
  if (account !== undefined) svm.write(SLOT_HASHES, { ...account, data: encodeSlotHashes(hashes) });
  return addresses.map((address, i) => ({ address, before: before[i], after: svm.account(address) }));
}

function encodeSlotHashes(hashes: readonly { readonly slot: number; readonly hash: string }[]): Uint8Array {
  const data = Buffer.alloc(SLOT_HASHES_BYTES);
  data.writeBigUInt64LE(BigInt(hashes.length), 0);
  hashes.forEach(({ slot, hash }, i) => {
    data.writeBigUInt64LE(BigInt(slot), 8 + i * SLOT_HASH_ENTRY);
    data.set(bs58.decode(hash), 16 + i * SLOT_HASH_ENTRY);
  });
  return data;
}
