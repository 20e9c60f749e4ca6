import bs58 from 'bs58';
import {
  ASSOCIATED_TOKEN_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
} from '../../chain/account.ts';
import { Fields } from './fields.ts';
import { parseSystem } from './system-instruction.ts';
import { parseAssociatedToken, parseTokenInstruction } from './token-instruction.ts';

interface Instruction {
  readonly programIdIndex: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}
type Parse = (accounts: readonly string[], data: Fields) => object | string | undefined;

/** By program: its name in the answers, and how its instructions are read. Both token programs go by one name, as on Agave. */
const PROGRAMS: Readonly<Record<string, readonly [program: string, parse: Parse]>> = {
  [SYSTEM_PROGRAM]: ['system', parseSystem],
  [TOKEN_PROGRAM]: ['spl-token', parseTokenInstruction],
  [TOKEN_2022_PROGRAM]: ['spl-token', parseTokenInstruction],
  [ASSOCIATED_TOKEN_PROGRAM]: ['spl-associated-token-account', parseAssociatedToken],
  MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr: ['spl-memo', (_, data) => data.rest().toString('utf8')],
};

/** An instruction under jsonParsed: in words where this chain knows the program, with its accounts resolved otherwise. */
export function parsedInstruction(
  instruction: Instruction,
  keys: readonly string[],
  stackHeight: number,
): object {
  const programId = keys[instruction.programIdIndex] ?? '';
  const accounts = instruction.accounts.map((index) => keys[index] ?? '');
  const { data } = instruction;
  const [program, parse] = PROGRAMS[programId] ?? [];
  const parsed = parse && attempt(parse, accounts, data);
  return parsed === undefined
    ? { programId, accounts, data: bs58.encode(data), stackHeight }
    : { program, programId, parsed, stackHeight };
}

/** What is malformed is told as bytes. */
function attempt(parse: Parse, accounts: readonly string[], data: Uint8Array): ReturnType<Parse> {
  try {
    return parse(accounts, new Fields(data));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
