/** Why a deployment stopped, and what to do. What was paid for and isn't finished stays, and the next run goes on from there. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
  readonly code: DeployErrorCode;

  constructor(code: DeployErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type DeployErrorCode =
  | 'usage'
  | 'binary-mismatch'
  | 'idl-mismatch'
  | 'insufficient-funds'
  | 'needs-program-key'
  | 'not-upgradeable'
  | 'other-authority'
  | 'other-buffer'
  | 'other-program-id'
  | 'stuck'
  | 'verify-mismatch';
