import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PublicKey } from '@solana/web3.js';
import {
  findDeployedProgram,
  holdsBinary,
  PROGRAM_BINARY,
  PROGRAM_DATA_HEADER,
  PROGRAM_ID,
} from '../chain/index.ts';
import { isMeshidError } from '../errors.ts';
import type { Address, PersonId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { clusterName } from './names.ts';

/** How the register's program on a cluster compares with the one that this version was built with. */
export type ProgramMatch = 'this version' | 'another version' | 'absent' | 'not a program';

export interface ClusterView {
  readonly genesisHash: Address;
  /** What everybody calls it, if it is one of Solana's own. */
  readonly name: string | undefined;
  /** The release of the node that answered. */
  readonly solana: string | undefined;
  readonly slot: number;
  readonly program: {
    readonly address: Address;
    readonly match: ProgramMatch;
    /** SHA-256 of the binary, without the zeros behind it, in hexadecimal. */
    readonly sha256: string | undefined;
    /** Of the one that this version was built with. */
    readonly expected: string;
    /** Who may replace it; `null` when nobody may, `undefined` when there is none. */
    readonly authority: string | null | undefined;
  };
  readonly index: 'this cluster' | 'another cluster' | 'away';
  /** Whose computer this is there. */
  readonly person: PersonId | undefined;
  /** The cluster that this computer's keys and datasets belong to, when the chain is another: one that began anew, say. */
  readonly belongsTo: Address | undefined;
}

/**
 * What stands where this computer looks, read from there.
 *
 * @throws MeshidError `chain/away`, `home/missing`
 */
export async function getCluster(meshid: Meshid, { signal }: FlowOptions = {}): Promise<ClusterView> {
  const { chain, home } = meshid;
  const genesisHash = await chain.genesisHash();
  const { person, genesisHash: own } = await home.config();
  const [program, index, { slot, solana }] = await Promise.all([
    matchProgram(meshid),
    matchIndex(meshid, genesisHash, signal),
    chain.tip(),
  ]);
  return {
    ...{ genesisHash, name: clusterName(genesisHash), solana, slot, program, index, person },
    belongsTo: own === undefined || own === genesisHash ? undefined : own,
  };
}

async function matchProgram({ chain }: Meshid): Promise<ClusterView['program']> {
  const binary = await readFile(PROGRAM_BINARY);
  const told = { address: PROGRAM_ID, expected: sha256(binary) };
  const none = { ...told, sha256: undefined, authority: undefined };
  try {
    const found = await findDeployedProgram(chain, new PublicKey(PROGRAM_ID));
    if (found === undefined) return { ...none, match: 'absent' };
    const isThis = holdsBinary(found, binary);
    return {
      ...told,
      match: isThis ? 'this version' : 'another version',
      sha256: isThis ? told.expected : sha256(withoutZeros(found.data.subarray(PROGRAM_DATA_HEADER))),
      authority: found.authority?.toBase58() ?? null,
    };
  } catch (error) {
    if (isMeshidError(error, 'chain/not-a-program')) return { ...none, match: 'not a program' };
    throw error;
  }
}

async function matchIndex(
  { index }: Meshid,
  genesisHash: Address,
  signal: AbortSignal | undefined,
): Promise<ClusterView['index']> {
  const status = await index.status(signal).catch(() => undefined);
  if (status === undefined) return 'away';
  return status.genesisHash === genesisHash && status.programId === PROGRAM_ID
    ? 'this cluster'
    : 'another cluster';
}

function withoutZeros(code: Buffer): Buffer {
  let end = code.length;
  while (end > 0 && code[end - 1] === 0) end--;
  return code.subarray(0, end);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
