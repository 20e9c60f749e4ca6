import { SendTransactionError, SolanaJSONRPCError, SolanaJSONRPCErrorCode } from '@solana/web3.js';
import { type Executed, isMeshidError, MeshidError } from '../errors.ts';
import { idl } from './program.ts';
import { ruleOf, WAYS_OUT } from './rules.ts';

const PROGRAM_ERRORS = new Map(
  (idl.errors as readonly { code: number; name: string; msg: string }[]).map((error) => [error.code, error]),
);

/** The one place where failures of the RPC, of a simulation or of the program become MeshidErrors. */
export function translateChainError(error: unknown, url: string): unknown {
  if (isMeshidError(error)) return error;
  if (!(error instanceof Error)) return error;
  if (error.name === 'AbortError') return error;
  if (isBehind(error))
    return new MeshidError('chain/behind', { url: withoutSecrets(url) }, { cause: error, retryable: true });
  if (/^429 |too many requests/i.test(error.message))
    return new MeshidError('chain/busy', { url: withoutSecrets(url) }, { cause: error, retryable: true });
  if (isAway(error))
    return new MeshidError('chain/away', { url: withoutSecrets(url) }, { cause: error, retryable: true });
  if (/block ?height exceeded|Blockhash not found/i.test(error.message))
    return new MeshidError('chain/expired', {}, { cause: error, retryable: true });
  const logs = error instanceof SendTransactionError ? (error.logs ?? []) : [];
  return translateText(`${error.message}\n${logs.join('\n')}`, { cause: error }) ?? error;
}

/** The error of a transaction that was simulated or, where `executed` is given, executed and paid for. */
export function translateTransactionError(
  status: unknown,
  logs: readonly string[],
  executed?: Executed,
): MeshidError {
  const text = JSON.stringify(status);
  const code = /"Custom":(\d+)/.exec(text)?.[1];
  const known = { told: executed === undefined ? {} : { executed } };
  return (
    missingLamports(logs.join('\n'), known) ??
    (code === undefined
      ? translateText(`${text}\n${logs.join('\n')}`, known)
      : ofProgram(Number(code), known)) ??
    new MeshidError('chain/refused', { why: `${text} ${logs.at(-1) ?? ''}`.trim(), ...known.told })
  );
}

interface Known {
  readonly told?: { readonly executed?: Executed } | undefined;
  readonly cause?: unknown;
}

function translateText(text: string, { told, cause }: Known): MeshidError | undefined {
  const missing = missingLamports(text, { told, cause });
  if (missing !== undefined) return missing;
  const code = /custom program error: (0x[0-9a-f]+)/i.exec(text)?.[1];
  if (code !== undefined) return ofProgram(Number(code), { told, cause });
  if (/no record of a prior credit|InsufficientFunds|AccountNotFound/i.test(text))
    return new MeshidError('chain/no-funds', { ...told }, { cause });
  return undefined;
}

/** The System program's own words tell how much. */
function missingLamports(text: string, { told, cause }: Known): MeshidError | undefined {
  const found = /insufficient lamports (\d+), need (\d+)/.exec(text);
  if (found === null) return undefined;
  const [have = 0n, need = 0n] = found.slice(1).map(BigInt);
  return new MeshidError(
    'chain/insufficient-funds',
    { missing: (need - have).toString(), ...told },
    { cause },
  );
}

function ofProgram(code: number, { told, cause }: Known): MeshidError {
  const known = PROGRAM_ERRORS.get(code);
  // 0 and 1 are the System program's: the address is taken, or the payer lacks lamports.
  if (known === undefined && code === 0) return new MeshidError('register/exists', { ...told }, { cause });
  if (known === undefined && code === 1) return new MeshidError('chain/no-funds', { ...told }, { cause });
  if (known === undefined)
    return new MeshidError('chain/refused', { why: `program error ${code}`, ...told }, { cause });
  const rule = ruleOf(known.name);
  return new MeshidError(
    'register/refused',
    { rule, why: known.msg, wayOut: WAYS_OUT[rule], ...told },
    { cause },
  );
}

function isBehind(error: Error): boolean {
  return (
    error instanceof SolanaJSONRPCError &&
    error.code === SolanaJSONRPCErrorCode.JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED
  );
}

function isAway(error: Error): boolean {
  return /fetch failed|aborted due to timeout|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|socket hang up|5\d\d .*(Unavailable|Gateway)|network/i.test(
    `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`,
  );
}

/** A URL as it may be shown: providers put keys into paths, queries and user names. */
export function withoutSecrets(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return 'the configured URL';
  }
}
