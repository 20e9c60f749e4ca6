/**
 * Every failure that meshid can explain. `code` is stable and made for programs, the message is made for people and says what to do.
 *
 * Codes follow `noun/what-was-broken`. Adding one means adding its context here and its sentence in `SENTENCES`.
 */
export interface MeshidErrorContexts {
  'input/invalid': { what: string; why: string };
  'file/unreadable': { path: string; why: string };
}

export type MeshidErrorCode = keyof MeshidErrorContexts;

const SENTENCES: { [C in MeshidErrorCode]: (context: MeshidErrorContexts[C]) => string } = {
  'input/invalid': ({ what, why }) => `${what} is not valid: ${why}`,
  'file/unreadable': ({ path, why }) => `${path} can't be read (${why}); make it readable or leave it out`,
};

export interface MeshidErrorOptions {
  readonly cause?: unknown;
  /** Whether the same call may succeed later without anything being changed by the caller. */
  readonly retryable?: boolean;
}

export class MeshidError<C extends MeshidErrorCode = MeshidErrorCode> extends Error {
  override readonly name = 'MeshidError';
  readonly code: C;
  readonly context: MeshidErrorContexts[C];
  readonly retryable: boolean;

  constructor(code: C, context: MeshidErrorContexts[C], options: MeshidErrorOptions = {}) {
    super(SENTENCES[code](context), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.context = context;
    this.retryable = options.retryable ?? false;
  }
}

/** Whether `error` is a MeshidError, and of that code where one is given. */
export function isMeshidError<C extends MeshidErrorCode>(error: unknown, code?: C): error is MeshidError<C> {
  return error instanceof MeshidError && (code === undefined || error.code === code);
}
