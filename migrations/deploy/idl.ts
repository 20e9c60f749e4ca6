import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Chain } from '@meshid/sdk';
import { AccountDiscriminator, getBufferDecoder, getMetadataDecoder } from '@solana-program/program-metadata';
import { unwrapOption } from '@solana/kit';
import { Keypair, type PublicKey } from '@solana/web3.js';
import { DeployError } from './error.ts';
import { countWrites, feeOf, fill, type Filling } from './filling.ts';
import {
  closeAccount,
  type IdlPlace,
  idlPlace,
  initialize,
  METADATA_PROGRAM,
  openAccount,
  openBuffer,
  replaceBy,
  withHeader,
  writeBuffer,
} from './metadata.ts';
import { step } from './step.ts';

/** A write's, and what each other step of it takes at most. */
const WRITE_UNITS = 20_000;
export const STEP_UNITS = 50_000;

/** What is to be done about the IDL, or why nothing is. */
export type IdlAction =
  'publish' | 'update' | 'is there' | 'no metadata program' | 'not asked for' | 'not ours';

export interface IdlPlan {
  readonly action: IdlAction;
  readonly kept: number;
  readonly lent: number;
  readonly fees: number;
}

/** What stands at the IDL's address. */
interface Standing {
  readonly kind: 'nothing' | 'unfinished' | 'published';
  /** Who writes an unfinished one. */
  readonly writer?: string | undefined;
  readonly data: Uint8Array;
  readonly lamports: number;
}

/** As it is kept on chain: without spaces, and compressed. */
export function packIdl(idl: string): Uint8Array {
  return deflateSync(JSON.stringify(JSON.parse(idl)), { level: 9 });
}

/** Whether there is anything to send about it. */
export const isIdlDue = (action: IdlAction): boolean => action === 'publish' || action === 'update';

export const noIdl = (action: IdlAction): IdlPlan => ({ action, kept: 0, lent: 0, fees: 0 });

/** Looks at the cluster and changes nothing. */
export async function planIdl(
  chain: Chain,
  program: PublicKey,
  authority: PublicKey,
  idl: Uint8Array,
  priorityFee: number,
): Promise<IdlPlan> {
  const { connection } = chain;
  if ((await connection.getAccountInfo(METADATA_PROGRAM, 'confirmed'))?.executable !== true)
    return noIdl('no metadata program');
  const place = await idlPlace(program, authority);
  const standing = await readStanding(chain, place.account);
  if (standing.kind === 'published' && equal(standing.data, idl)) return noIdl('is there');
  const rent = await connection.getMinimumBalanceForRentExemption(withHeader(idl.length));
  const isUpdate = standing.kind === 'published';
  const fees =
    feeOf(1, WRITE_UNITS, priorityFee) * countWrites(idl) +
    feeOf(isUpdate ? 2 : 1, STEP_UNITS, priorityFee) * 3;
  const kept = Math.max(0, rent - standing.lamports);
  return { action: isUpdate ? 'update' : 'publish', kept, lent: isUpdate ? rent : 0, fees };
}

export interface IdlPublication {
  readonly chain: Chain;
  readonly payer: Keypair;
  readonly program: PublicKey;
  readonly idl: Uint8Array;
  readonly priorityFee: number;
  readonly onProgress: (what: string) => void;
}

/**
 * Publishes the IDL, or replaces the one that is there at one stroke. Killed at any moment, the same call does the rest.
 *
 * @throws DeployError `stuck`, `idl-mismatch`; MeshidError of the chain
 */
export async function publishIdl(publication: IdlPublication): Promise<void> {
  const { chain, payer, program, idl } = publication;
  const place = await idlPlace(program, payer.publicKey);
  const standing = await readStanding(chain, place.account);
  if (standing.kind === 'published') await replace(publication, place, standing);
  else await begin(publication, place, standing);
  const { kind, data } = await readStanding(chain, place.account);
  if (kind !== 'published' || !equal(data, idl))
    throw new DeployError(
      'idl-mismatch',
      `what stands at ${place.account.toBase58()} is not the IDL that was written; run the same command again`,
    );
}

async function begin(publication: IdlPublication, place: IdlPlace, standing: Standing): Promise<void> {
  const { chain, payer, idl } = publication;
  const rent = await chain.connection.getMinimumBalanceForRentExemption(withHeader(idl.length));
  const isPublished = async () => (await readStanding(chain, place.account)).kind === 'published';
  const isOpen = async () => isOurs(await readStanding(chain, place.account), payer, idl);
  if (standing.kind === 'unfinished' && !isOurs(standing, payer, idl)) {
    const isGone = async () => (await readStanding(chain, place.account)).kind === 'nothing';
    await step(chain, closeAccount(place), [payer], isGone);
  }
  if (!(await isOpen())) {
    const { lamports } = await readStanding(chain, place.account);
    await step(chain, openAccount(place, idl.length, rent - lamports), [payer], isOpen);
  }
  await fillIdl(publication, place, place.account);
  await step(chain, initialize(place), [payer], isPublished);
}

async function replace(publication: IdlPublication, place: IdlPlace, standing: Standing): Promise<void> {
  const { chain, payer, idl } = publication;
  const rent = await chain.connection.getMinimumBalanceForRentExemption(withHeader(idl.length));
  const buffer = bufferKey(payer, idl);
  const isOpen = async () => isOurs(await readStanding(chain, buffer.publicKey), payer, idl);
  if (!(await isOpen())) {
    const opening = openBuffer(place, buffer.publicKey, idl.length, rent);
    await step(chain, opening, [payer, buffer], isOpen);
  }
  await fillIdl(publication, place, buffer.publicKey);
  const sizes = { from: standing.data.length, to: idl.length, lamports: rent - standing.lamports };
  await step(chain, replaceBy(place, buffer.publicKey, sizes), [payer], async () =>
    equal((await readStanding(chain, place.account)).data, idl),
  );
}

async function fillIdl(
  { chain, payer, idl, priorityFee, onProgress }: IdlPublication,
  place: IdlPlace,
  account: PublicKey,
): Promise<void> {
  const filling: Filling = {
    account,
    bytes: idl,
    units: WRITE_UNITS,
    read: async () => (await readStanding(chain, account)).data,
    write: (offset, piece) => writeBuffer(place, account, offset, piece),
  };
  await fill(chain, payer, filling, priorityFee, (written, all) =>
    onProgress(`the IDL: ${written} of ${all} writes`),
  );
}

/** The same for every run with this key and this IDL, so that one that was killed is gone on with. */
function bufferKey(payer: Keypair, idl: Uint8Array): Keypair {
  return Keypair.fromSeed(
    createHash('sha256').update('meshid:idl-buffer:1').update(payer.secretKey).update(idl).digest(),
  );
}

function isOurs({ kind, writer, data }: Standing, payer: Keypair, idl: Uint8Array): boolean {
  return kind === 'unfinished' && writer === payer.publicKey.toBase58() && data.length === idl.length;
}

async function readStanding({ connection }: Chain, account: PublicKey): Promise<Standing> {
  const found = await connection.getAccountInfo(account, 'confirmed');
  const lamports = found?.lamports ?? 0;
  if (found?.owner.equals(METADATA_PROGRAM) !== true)
    return { kind: 'nothing', data: new Uint8Array(), lamports };
  const { discriminator, authority, data } = getBufferDecoder().decode(found.data);
  if (discriminator === AccountDiscriminator.Metadata) {
    const metadata = getMetadataDecoder().decode(found.data);
    return { kind: 'published', data: Uint8Array.from(metadata.data), lamports };
  }
  return {
    kind: 'unfinished',
    writer: unwrapOption(authority) ?? undefined,
    data: Uint8Array.from(data),
    lamports,
  };
}

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other);
