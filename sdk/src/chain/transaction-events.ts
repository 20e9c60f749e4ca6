import type { VersionedTransactionResponse } from '@solana/web3.js';
import bs58 from 'bs58';
import { decodeEvent, type RegisterEvent } from './events.ts';
import { PROGRAM_ID } from './program.ts';

/**
 * What a transaction changed in the register, in its order. The program tells it by instructions to itself, which the runtime keeps
 * whole, unlike logs; a transaction that failed changed nothing.
 */
export function eventsOf({ meta, transaction }: VersionedTransactionResponse): RegisterEvent[] {
  if (meta === null || meta.err !== null) return [];
  const { staticAccountKeys } = transaction.message;
  const { writable = [], readonly = [] } = meta.loadedAddresses ?? {};
  const keys = [...staticAccountKeys, ...writable, ...readonly];
  return (meta.innerInstructions ?? [])
    .flatMap(({ instructions }) => instructions)
    .filter(({ programIdIndex }) => keys[programIdIndex]?.toBase58() === PROGRAM_ID)
    .flatMap(({ data }) => decodeEvent(bs58.decode(data)) ?? []);
}
