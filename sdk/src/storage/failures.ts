import { isMeshidError, MeshidError } from '../errors.ts';

/** The system's name for what went wrong (`ENOENT`, `ENOSPC`, …), where the error has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What the disk said, as `storage/full` or `storage/failed`; an error that isn't the disk's, or is explained already, stays itself. */
export function storageError(error: unknown, where: string): Error {
  const code = errorCode(error);
  if (code === undefined || isMeshidError(error) || !/^E[A-Z0-9]+$/.test(code))
    return error instanceof Error ? error : new Error(String(error));
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MeshidError('storage/full', { where }, { cause: error, retryable: true });
  return new MeshidError('storage/failed', { where, why: code }, { cause: error });
}
