import { isMeshidError, MeshidError } from '../errors.ts';

/** The system's name for what went wrong (`ENOENT`, `ENOSPC`, …), where the error has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What the disk said, as `storage/full` or `storage/failed`; an error that is already explained, or an abort, stays itself. */
export function storageError(error: unknown, where: string): Error {
  if (isMeshidError(error) || (error instanceof Error && error.name === 'AbortError')) return error;
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MeshidError('storage/full', { where }, { cause: error, retryable: true });
  const why = code ?? (error instanceof Error ? error.message : String(error));
  return new MeshidError('storage/failed', { where, why }, { cause: error });
}
