import bs58 from 'bs58';
import { SYSTEM_PROGRAM } from '../chain/account.ts';
import { u64 } from '../encoding/json.ts';

interface Instruction {
  readonly programIdIndex: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';

/** An instruction under jsonParsed: in words where this chain knows the program, with its accounts resolved otherwise. */
export function parsedInstruction(
  instruction: Instruction,
  keys: readonly string[],
  stackHeight: number,
): object {
  const programId = keys[instruction.programIdIndex] ?? '';
  const accounts = instruction.accounts.map((index) => keys[index] ?? '');
  if (programId === MEMO)
    return {
      program: 'spl-memo',
      programId,
      parsed: Buffer.from(instruction.data).toString('utf8'),
      stackHeight,
    };
  const parsed = programId === SYSTEM_PROGRAM ? parseSystem(accounts, instruction.data) : undefined;
  return parsed === undefined
    ? { programId, accounts, data: bs58.encode(instruction.data), stackHeight }
    : { program: 'system', programId, parsed, stackHeight };
}

function parseSystem(accounts: readonly string[], data: Uint8Array): object | undefined {
  const bytes = Buffer.from(data);
  const kind = bytes.length < 4 ? undefined : bytes.readUInt32LE(0);
  const key = (offset: number) => bs58.encode(bytes.subarray(offset, offset + 32));
  if (kind === 0 && bytes.length === 52)
    return {
      type: 'createAccount',
      info: {
        ...{ source: accounts[0], newAccount: accounts[1], lamports: u64(bytes.readBigUInt64LE(4)) },
        ...{ space: u64(bytes.readBigUInt64LE(12)), owner: key(20) },
      },
    };
  if (kind === 1 && bytes.length === 36)
    return { type: 'assign', info: { account: accounts[0], owner: key(4) } };
  if (kind === 2 && bytes.length === 12)
    return {
      type: 'transfer',
      info: { source: accounts[0], destination: accounts[1], lamports: u64(bytes.readBigUInt64LE(4)) },
    };
  if (kind === 8 && bytes.length === 12)
    return { type: 'allocate', info: { account: accounts[0], space: u64(bytes.readBigUInt64LE(4)) } };
  return undefined;
}
