import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program's artifacts, read as they are: the fuzzer shares no code with the SDK that it would have to trust. */
const ARTIFACTS = new URL('../../../sdk/program/', import.meta.url);

type IdlType = string | { readonly array: readonly [string, number] };
export interface IdlSlot {
  readonly name: string;
  readonly writable?: boolean;
  readonly signer?: boolean;
  readonly optional?: boolean;
}
export interface IdlInstruction {
  readonly name: string;
  readonly discriminator: readonly number[];
  readonly accounts: readonly IdlSlot[];
  readonly args: readonly { readonly type: { readonly defined: { readonly name: string } } }[];
}
export interface IdlField {
  readonly name: string;
  readonly type: IdlType;
}
interface Idl {
  readonly address: string;
  readonly instructions: readonly IdlInstruction[];
  readonly accounts: readonly { readonly name: string; readonly discriminator: readonly number[] }[];
  readonly types: readonly {
    readonly name: string;
    readonly type: { readonly fields?: readonly IdlField[] };
  }[];
  readonly errors: readonly { readonly code: number; readonly name: string }[];
}

export const idl = JSON.parse(readFileSync(new URL('meshid.json', ARTIFACTS), 'utf8')) as Idl;
export const PROGRAM_BINARY = readFileSync(fileURLToPath(new URL('meshid.so', ARTIFACTS)));

export function fieldsOf(type: string): readonly IdlField[] {
  const found = idl.types.find(({ name }) => name === type)?.type.fields;
  if (found === undefined) throw new Error(`the IDL has no struct ${type}`);
  return found;
}

const INSTRUCTIONS = new Map(idl.instructions.map((instruction) => [instruction.name, instruction]));
export function instructionOf(name: string): IdlInstruction {
  const found = INSTRUCTIONS.get(name);
  if (found === undefined) throw new Error(`the IDL has no instruction ${name}`);
  return found;
}

const ERRORS = new Map(idl.errors.map(({ code, name }) => [code, name]));
export const errorNamed = (code: number): string | undefined => ERRORS.get(code);
