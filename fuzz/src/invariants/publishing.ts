import type { Invariant } from './check.ts';

/** 4. publish_version succeeds only on the current sequence and epoch, with no rotation due. */
export const versionsFollow: Invariant = (accepted) => {
  const { changed, instruction, now, step } = accepted;
  for (const { before, after } of changed) {
    if (before?.kind !== 'Dataset' || after === undefined) continue;
    const moved =
      before.hex('head') !== after.hex('head') || before.hex('sequence') !== after.hex('sequence');
    if (moved && instruction !== 'publish_version') return `${instruction} moved a head`;
    // A new epoch's key is known to no lost reader only if its keyring is another, or at least said to be so.
    const rotated = before.hex('epoch') !== after.hex('epoch');
    if (before.number('rotation_due') === 1n && after.number('rotation_due') === 0n && !rotated)
      return 'a rotation is no longer due, without a new epoch';
  }
  if (instruction !== 'publish_version') return undefined;
  const [dataset, owner] = [accepted.before('dataset'), accepted.before('owner')];
  if (dataset === undefined || owner === undefined) return 'a version without a dataset or owner';
  if (dataset.hex('owner') !== accepted.address('owner')) return 'a version of somebody else';
  if (dataset.number('status') !== 0n) return 'a version of a retired dataset';
  if (dataset.number('rotation_due') !== 0n) return 'a version with a rotation due';
  if (now >= dataset.number('epoch_valid_until')) return 'a version after a reader expired';
  if (owner.number('keyring_due') !== 0n) return "a version with the owner's keyring due";
  if (owner.hex('generation') !== dataset.hex('owner_generation')) return 'a version for another generation';
  const { sequence, epoch } = step.attempt.args;
  if (BigInt(sequence ?? 0) !== dataset.number('sequence') + 1n) return 'a version out of sequence';
  return BigInt(epoch ?? 0) === dataset.number('epoch') ? undefined : 'a version of another epoch';
};
