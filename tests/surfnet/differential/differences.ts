/** A place in two answers where they are not the same; an absent value is `undefined`. */
export interface Difference {
  /** Names and indexes from the top, such as `result.value.0.owner`. */
  readonly path: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Every place where two JSON values differ, as deep as both have it. */
export function differences(ours: unknown, theirs: unknown, path = ''): Difference[] {
  if (isNested(ours) && isNested(theirs) && Array.isArray(ours) === Array.isArray(theirs)) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    return [...keys].flatMap((key) =>
      differences(ours[key], theirs[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return Object.is(ours, theirs) ? [] : [{ path, ours, theirs }];
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
