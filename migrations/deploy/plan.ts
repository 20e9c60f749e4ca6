import {
  type Chain,
  type DeployedProgram,
  findDeployedProgram,
  holdsBinary,
  PROGRAM_BYTES,
  PROGRAM_DATA_HEADER,
} from '@meshid/sdk';
import { LAMPORTS_PER_SOL, type PublicKey } from '@solana/web3.js';
import { type Succession, successorOf } from './authority.ts';
import { bufferAddress, readBuffer, WRITE_UNITS } from './buffer.ts';
import { DeployError } from './error.ts';
import { countWrites, feeOf, missingWrites } from './filling.ts';
import { type IdlAction, isIdlDue, noIdl, planIdl, STEP_UNITS } from './idl.ts';
import { BUFFER_HEADER } from './loader.ts';

/** Clusters refuse to extend a program by less. */
const LEAST_EXTENSION = 10_240;

/** What a deployment is to lead to. */
export interface Order {
  readonly program: PublicKey;
  readonly binary: Uint8Array;
  /** As it is kept on chain; none is published without. */
  readonly idl: Uint8Array | undefined;
  readonly succession: Succession;
}

/** What there is to do about a program, and what it costs in lamports. */
export interface Plan {
  readonly action: 'none' | 'deploy' | 'upgrade';
  readonly buffer: PublicKey;
  readonly bufferExists: boolean;
  /** Writes that are left, of all. */
  readonly writes: number;
  readonly allWrites: number;
  /** Bytes that the program's data is short of. */
  readonly extension: number;
  readonly idl: IdlAction;
  /** Whether the right to upgrade is still to be passed on. */
  readonly passesOn: boolean;
  /** What a compute unit pays for priority, in micro-lamports. */
  readonly priorityFee: number;
  /** Stays in the program's accounts as rent. */
  readonly kept: number;
  /** Is needed meanwhile, and comes back. */
  readonly lent: number;
  /** At most. */
  readonly fees: number;
}

/**
 * Looks at the cluster and changes nothing.
 *
 * @throws DeployError `not-upgradeable`, `other-authority`, `other-buffer`; MeshidError `chain/not-a-program`
 */
export async function planDeployment(chain: Chain, authority: PublicKey, order: Order): Promise<Plan> {
  const { program, binary, idl, succession } = order;
  const { address: buffer } = await bufferAddress(authority, binary);
  const priorityFee = await chain.priorityFee([authority, buffer]);
  const standing = await findDeployedProgram(chain, program);
  const isThere = standing !== undefined && holdsBinary(standing, binary);
  const isOurs = standing === undefined || standing.authority?.equals(authority) === true;
  const passesOn =
    standing === undefined
      ? succession.kind !== 'keep'
      : !isAsOrdered(standing, succession, authority, isThere);
  if (!isOurs && (!isThere || passesOn)) throw otherAuthority(program, standing.authority, authority);

  const idlPlan =
    idl === undefined ? noIdl('not asked for') : await planIdl(chain, program, authority, idl, priorityFee);
  const forIdl = isOurs || !isIdlDue(idlPlan.action) ? idlPlan : noIdl('not ours');
  const base = await planBinary(chain, authority, order, standing, isThere, priorityFee);
  const step = feeOf(1, STEP_UNITS, priorityFee);
  return {
    ...{ ...base, buffer, allWrites: countWrites(binary), priorityFee, passesOn, idl: forIdl.action },
    kept: base.kept + forIdl.kept,
    lent: base.lent + forIdl.lent,
    fees: base.fees + forIdl.fees + (passesOn ? step : 0),
  };
}

/** Whether a plan has anything left to do. */
export function isDone({ action, idl, passesOn }: Plan): boolean {
  return action === 'none' && !passesOn && !isIdlDue(idl);
}

type BinaryPlan = Pick<Plan, 'action' | 'bufferExists' | 'writes' | 'extension' | 'kept' | 'lent' | 'fees'>;

async function planBinary(
  chain: Chain,
  authority: PublicKey,
  { binary }: Order,
  standing: DeployedProgram | undefined,
  isThere: boolean,
  priorityFee: number,
): Promise<BinaryPlan> {
  const { connection } = chain;
  const nothing = { action: 'none', bufferExists: false, writes: 0, extension: 0 } as const;
  if (isThere) return { ...nothing, kept: 0, lent: 0, fees: 0 };
  const rent = async (bytes: number): Promise<number> => connection.getMinimumBalanceForRentExemption(bytes);
  const { address: buffer } = await bufferAddress(authority, binary);
  const there = await readBuffer(chain, buffer, authority, binary.length);
  const writes = there === undefined ? countWrites(binary) : missingWrites(binary, there).length;
  const common = { bufferExists: there !== undefined, writes };
  const fees =
    writes * feeOf(1, WRITE_UNITS, priorityFee) +
    (there === undefined ? feeOf(1, STEP_UNITS, priorityFee) : 0);
  if (standing === undefined) {
    // The loader empties the buffer before the payer funds the program's data.
    const whole = (await rent(PROGRAM_DATA_HEADER + binary.length)) + (await rent(PROGRAM_BYTES));
    const inBuffer = there === undefined ? 0 : await connection.getBalance(buffer, 'confirmed');
    const deploy = feeOf(2, STEP_UNITS, priorityFee);
    return {
      ...{ action: 'deploy', ...common, extension: 0, lent: 0 },
      kept: whole - inBuffer,
      fees: fees + deploy,
    };
  }
  const short = PROGRAM_DATA_HEADER + binary.length - standing.data.length;
  const extension = short > 0 ? Math.max(short, LEAST_EXTENSION) : 0;
  const kept =
    extension === 0 ? 0 : Math.max(0, (await rent(standing.data.length + extension)) - standing.lamports);
  const lent = there === undefined ? await rent(BUFFER_HEADER + binary.length) : 0;
  const steps = extension === 0 ? 1 : 2;
  return {
    ...{ action: 'upgrade', ...common, extension, kept, lent },
    fees: fees + steps * feeOf(1, STEP_UNITS, priorityFee),
  };
}

/** Without an order, a program that is there may be anybody's. */
function isAsOrdered(
  { authority: holder }: DeployedProgram,
  succession: Succession,
  authority: PublicKey,
  isThere: boolean,
): boolean {
  if (succession.kind === 'keep' && isThere) return true;
  const wanted = successorOf(succession, authority);
  return wanted === null ? holder === null : holder?.equals(wanted) === true;
}

function otherAuthority(program: PublicKey, holder: PublicKey | null, authority: PublicKey): DeployError {
  return holder === null
    ? new DeployError(
        'not-upgradeable',
        `the program ${program.toBase58()} has given up its upgrade authority, so nobody can change it any more`,
      )
    : new DeployError(
        'other-authority',
        `only ${holder.toBase58()} may upgrade ${program.toBase58()}, and --keypair is ${authority.toBase58()}; nothing was sent`,
      );
}

export function inSol(lamports: number): string {
  return `${(lamports / LAMPORTS_PER_SOL).toFixed(6)} SOL`;
}
