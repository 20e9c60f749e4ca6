import { COMPUTE_BUDGET_PROGRAM } from './account.ts';
import type { Message } from './wire.ts';

const LAMPORTS_PER_SIGNATURE = 5_000n;
const MICRO = 1_000_000n;
/** The compute units that an instruction may use unless the transaction says otherwise, and the most that it may say. */
const UNITS_PER_INSTRUCTION = 200_000;
const UNITS_PER_BUILTIN = 3_000;
const MAX_UNITS = 1_400_000;

/** Programs whose instructions start with a count of signatures to verify, each of which costs as one of the transaction's. */
const PRECOMPILES: readonly string[] = [
  'Ed25519SigVerify111111111111111111111111111',
  'KeccakSecp256k11111111111111111111111111111',
  'Secp256r1SigVerify1111111111111111111111111',
];
const BUILTINS: readonly string[] = [
  COMPUTE_BUDGET_PROGRAM,
  '11111111111111111111111111111111',
  'Vote111111111111111111111111111111111111111',
  'BPFLoader1111111111111111111111111111111111',
  'BPFLoader2111111111111111111111111111111111',
  'BPFLoaderUpgradeab1e11111111111111111111111',
  ...PRECOMPILES,
];

/** What a message costs, in lamports: its signatures, and its compute units at the price that it offers. */
export function baseFee(message: Message): bigint {
  const verified = message.instructions
    .filter(({ programIdIndex }) => PRECOMPILES.includes(message.staticKeys[programIdIndex] ?? ''))
    .reduce((sum, { data }) => sum + (data[0] ?? 0), 0);
  const { price, units } = computeBudget(message);
  const priority = (price * BigInt(units) + MICRO - 1n) / MICRO;
  return LAMPORTS_PER_SIGNATURE * BigInt(message.requiredSignatures + verified) + priority;
}

/** The price in micro-lamports a unit and the unit limit of a message. */
export function computeBudget(message: Message): { price: bigint; units: number } {
  let price = 0n;
  let limit: number | undefined;
  let units = 0;
  for (const { programIdIndex, data } of message.instructions) {
    const program = message.staticKeys[programIdIndex] ?? '';
    units += BUILTINS.includes(program) ? UNITS_PER_BUILTIN : UNITS_PER_INSTRUCTION;
    if (program !== COMPUTE_BUDGET_PROGRAM) continue;
    const bytes = Buffer.from(data);
    if (bytes[0] === 2 && bytes.length >= 5) limit = bytes.readUInt32LE(1);
    if (bytes[0] === 3 && bytes.length >= 9) price = bytes.readBigUInt64LE(1);
  }
  return { price, units: Math.min(limit ?? units, MAX_UNITS) };
}
