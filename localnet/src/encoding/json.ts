declare global {
  interface JSON {
    /** Part of ECMAScript's JSON.parse source text access, which Node 24 has and TypeScript doesn't know yet. */
    rawJSON(text: string): object;
  }
}

/** An integer for JSON: exact past 2^53 too, as Agave writes lamports and rent epochs. */
export function u64(value: bigint): number | object {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : JSON.rawJSON(value.toString());
}

const LONG_INTEGER = /\d{16}/;

/** Parses JSON; integers past 2^53 become bigints instead of being rounded. @throws SyntaxError */
export function parseJson(text: string): unknown {
  // A reviver makes parsing several times slower, so it runs only where a long number may be.
  return LONG_INTEGER.test(text)
    ? (JSON.parse(text, reviveInteger) as unknown)
    : (JSON.parse(text) as unknown);
}

function reviveInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^\d+$/.test(source) ? BigInt(source) : value;
}
