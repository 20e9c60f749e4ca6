import type { Difference } from './differences.ts';

/** What may differ between the local chain and Surfpool, and why. */
interface Excuse {
  readonly method: RegExp;
  readonly path: RegExp;
  readonly reason: string;
}

/** Nothing that the program did, wrote or spent is to be found here. */
export const MAY_DIFFER: readonly Excuse[] = [];

export function excuse(method: string, { path }: Difference): boolean {
  return MAY_DIFFER.some((one) => one.method.test(method) && one.path.test(path));
}
