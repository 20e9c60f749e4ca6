/**
 * The instructions of the Program Metadata program that publish an IDL, by its own client. The account is the canonical one of its
 * program: it has no authority of its own, and whoever may upgrade the program may change it.
 */
import { type NamedInstruction, programDataAddress } from '@meshid/sdk';
import { address, createNoopSigner, type Instruction, isSignerRole, isWritableRole } from '@solana/kit';
import {
  ACCOUNT_HEADER_LENGTH,
  Compression,
  DataSource,
  Encoding,
  findCanonicalPda,
  Format,
  getAllocateInstruction,
  getCloseInstruction,
  getExtendInstruction,
  getInitializeInstruction,
  getSetAuthorityInstruction,
  getSetDataInstruction,
  getTrimInstruction,
  getWriteInstruction,
  PROGRAM_METADATA_PROGRAM_ADDRESS,
} from '@solana-program/program-metadata';
import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';

export const METADATA_PROGRAM = new PublicKey(PROGRAM_METADATA_PROGRAM_ADDRESS);
const SEED = 'idl';
/** How the IDL is packed: what the program's own command line takes unless told otherwise. */
const PACKED = {
  encoding: Encoding.Utf8,
  compression: Compression.Zlib,
  format: Format.Json,
  dataSource: DataSource.Direct,
} as const;
/** An instruction can't make an account grow by more. */
const MOST_GROWTH = 10_240;

/** Whose IDL it is, where it stands, and who pays and may upgrade. */
export interface IdlPlace {
  readonly program: PublicKey;
  readonly authority: PublicKey;
  readonly account: PublicKey;
}

export async function idlPlace(program: PublicKey, authority: PublicKey): Promise<IdlPlace> {
  const [account] = await findCanonicalPda({ program: address(program.toBase58()), seed: SEED });
  return { program, authority, account: new PublicKey(account) };
}

/** The bytes of an account that holds so many of an IDL. */
export const withHeader = (bytes: number): number => ACCOUNT_HEADER_LENGTH + bytes;

/** Makes the IDL's own account a buffer to write into; all of it or nothing, so that no second run makes it grow again. */
export function openAccount(place: IdlPlace, length: number, lamports: number): NamedInstruction[] {
  const { account, parties, owner } = inKit(place);
  return [
    ...transfers(place.authority, place.account, lamports),
    named('allocate', getAllocateInstruction({ buffer: account, ...parties, ...owner, seed: SEED })),
    ...growths(place, account, length),
  ];
}

/** Makes a buffer besides an IDL that is there. Its own key signs for it, once. */
export function openBuffer(
  place: IdlPlace,
  buffer: PublicKey,
  length: number,
  lamports: number,
): NamedInstruction[] {
  const itself = createNoopSigner(address(buffer.toBase58()));
  return [
    ...transfers(place.authority, buffer, lamports),
    named('allocate', getAllocateInstruction({ buffer: itself.address, authority: itself })),
    ...sizes(length).map((size) =>
      named('extend', getExtendInstruction({ account: itself.address, authority: itself, length: size })),
    ),
    named(
      'setAuthority',
      getSetAuthorityInstruction({
        account: itself.address,
        authority: itself,
        newAuthority: address(place.authority.toBase58()),
      }),
    ),
  ];
}

export function writeBuffer(
  { authority }: IdlPlace,
  buffer: PublicKey,
  offset: number,
  data: Uint8Array,
): TransactionInstruction {
  return toWeb3(
    getWriteInstruction({
      buffer: address(buffer.toBase58()),
      authority: createNoopSigner(address(authority.toBase58())),
      offset,
      data,
    }),
  );
}

/** The IDL's account, written whole, becomes metadata. */
export function initialize(place: IdlPlace): NamedInstruction[] {
  const { account, parties, owner } = inKit(place);
  const instruction = getInitializeInstruction({
    ...{ metadata: account, ...parties, ...owner, ...PACKED, seed: SEED },
    // An account that stands already needs no System program, and this program's address says so.
    system: PROGRAM_METADATA_PROGRAM_ADDRESS,
  });
  return [named('initialize', instruction)];
}

/** Puts what is in the buffer into the IDL's account, and takes the buffer's lamports back. */
export function replaceBy(
  place: IdlPlace,
  buffer: PublicKey,
  { from, to, lamports }: { from: number; to: number; lamports: number },
): NamedInstruction[] {
  const { account, parties, owner } = inKit(place);
  const destination = parties.authority.address;
  const source = address(buffer.toBase58());
  return [
    ...transfers(place.authority, place.account, lamports),
    ...growths(place, account, to - from),
    named(
      'setData',
      getSetDataInstruction({ metadata: account, ...parties, ...owner, ...PACKED, buffer: source }),
    ),
    named('close', getCloseInstruction({ account: source, ...parties, destination })),
    ...(to < from ? [named('trim', getTrimInstruction({ account, ...parties, ...owner, destination }))] : []),
  ];
}

/** Takes an account of somebody's unfinished writing away; its lamports come to the authority. */
export function closeAccount(place: IdlPlace): NamedInstruction[] {
  const { account, parties, owner } = inKit(place);
  const destination = parties.authority.address;
  return [named('close', getCloseInstruction({ account, ...parties, ...owner, destination }))];
}

function growths(place: IdlPlace, account: ReturnType<typeof address>, length: number): NamedInstruction[] {
  const { parties, owner } = inKit(place);
  return sizes(length).map((size) =>
    named('extend', getExtendInstruction({ account, ...parties, ...owner, length: size })),
  );
}

function sizes(length: number): number[] {
  const whole = Array<number>(Math.floor(Math.max(0, length) / MOST_GROWTH)).fill(MOST_GROWTH);
  const rest = Math.max(0, length) % MOST_GROWTH;
  return rest === 0 ? whole : [...whole, rest];
}

function transfers(from: PublicKey, to: PublicKey, lamports: number): NamedInstruction[] {
  // An account that shrinks has enough, and gives the rest back when it is trimmed.
  if (lamports <= 0) return [];
  const instruction = SystemProgram.transfer({ fromPubkey: from, toPubkey: to, lamports });
  return [{ name: 'transfer', instruction }];
}

function inKit({ program, authority, account }: IdlPlace) {
  return {
    account: address(account.toBase58()),
    parties: { authority: createNoopSigner(address(authority.toBase58())) },
    owner: {
      program: address(program.toBase58()),
      programData: address(programDataAddress(program).toBase58()),
    },
  };
}

const named = (name: string, instruction: Instruction): NamedInstruction => ({
  name,
  instruction: toWeb3(instruction),
});

function toWeb3({
  programAddress,
  accounts = [],
  data = new Uint8Array(),
}: Instruction): TransactionInstruction {
  return new TransactionInstruction({
    programId: new PublicKey(programAddress),
    keys: accounts.map(({ address: pubkey, role }) => ({
      pubkey: new PublicKey(pubkey),
      isSigner: isSignerRole(role),
      isWritable: isWritableRole(role),
    })),
    data: Buffer.from(data),
  });
}
