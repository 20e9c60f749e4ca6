import type { Address } from './addresses.ts';
import type { Instruction, Meta } from './attempt.ts';

export interface Message {
  readonly bytes: Buffer;
  /** All that the transaction names, the fee's payer first. */
  readonly keys: readonly Address[];
  /** How many of `keys` sign. */
  readonly signers: number;
}

/** A legacy message. Written here because a library's takes longer than the program that it calls. */
export function compileMessage(
  feePayer: Address,
  instructions: readonly Instruction[],
  blockhash: Uint8Array,
): Message {
  const known = new Map<Address, { signer: boolean; writable: boolean }>();
  const add = ({ address, signer, writable }: Meta): void => {
    const before = known.get(address);
    known.set(address, {
      signer: signer || before?.signer === true,
      writable: writable || before?.writable === true,
    });
  };
  add({ address: feePayer, signer: true, writable: true });
  for (const { program, metas } of instructions) {
    metas.forEach(add);
    add({ address: program, signer: false, writable: false });
  }
  const sorted = [...known].sort(([, one], [, other]) => rank(one) - rank(other));
  const keys = sorted.map(([address]) => address);
  const count = (signer: boolean, writable: boolean): number =>
    sorted.filter(([, flags]) => flags.signer === signer && flags.writable === writable).length;
  const [readonlySigners, readonlyOthers] = [count(true, false), count(false, false)];
  const signers = count(true, true) + readonlySigners;
  const parts: Uint8Array[] = [
    Uint8Array.of(signers, readonlySigners, readonlyOthers, keys.length),
    Buffer.from(keys.join(''), 'hex'),
    blockhash,
    Uint8Array.of(instructions.length),
  ];
  const at = new Map(keys.map((address, index) => [address, index]));
  const indexOf = (address: Address): number => at.get(address) ?? 0;
  for (const { program, metas, data } of instructions)
    parts.push(
      Uint8Array.of(indexOf(program), metas.length, ...metas.map(({ address }) => indexOf(address))),
      shortLength(data.length),
      data,
    );
  return { bytes: Buffer.concat(parts), keys, signers };
}

/** Signers before others, writable before readonly; the sort is stable, so the fee's payer stays first. */
const rank = ({ signer, writable }: { readonly signer: boolean; readonly writable: boolean }): number =>
  (signer ? 0 : 2) + (writable ? 0 : 1);

/** Solana's length prefix, for lengths below 2^14. */
function shortLength(length: number): Uint8Array {
  return length < 0x80 ? Uint8Array.of(length) : Uint8Array.of((length & 0x7f) | 0x80, length >> 7);
}
