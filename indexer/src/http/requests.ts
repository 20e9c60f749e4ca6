import type { IncomingMessage } from 'node:http';
import { MeshidError, parseAddress } from '@meshid/sdk';

/** Reads a body of at most `most` bytes. @throws MeshidError `input/invalid` when there is more */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const tooLarge = new MeshidError('input/invalid', { what: 'body', why: `it has more than ${most} bytes` });
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Fields of a JSON body. @throws MeshidError `input/invalid` */
export async function readJson(request: IncomingMessage, most: number): Promise<Record<string, unknown>> {
  const body = await readBody(request, most);
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered like every other body that is no object.
  }
  throw invalid('body', 'it is not a JSON object');
}

export function readAddresses(value: unknown, most: number): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most)
    throw invalid('addresses', `a list of 1 to ${most} addresses is expected`);
  return value.map((address) => parseAddress(typeof address === 'string' ? address : ''));
}

/** A number of up to 64 bits, as text or as a JSON number. */
export function readInteger(value: unknown, what: string): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  if (
    (typeof value === 'string' && /^\d{1,19}$/.test(value)) ||
    (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
  )
    return BigInt(value);
  throw invalid(what, 'a whole number is expected');
}

export function readLimit(value: string | null, most: number, usual: number): number {
  const limit = Number(readInteger(value, 'limit') ?? usual);
  if (limit < 1 || limit > most) throw invalid('limit', `1 to ${most} is expected`);
  return limit;
}

export function readChoice<T extends string>(
  value: string | null,
  what: string,
  choices: readonly T[],
): T | undefined {
  if (value === null) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalid(what, `one of ${choices.join(', ')} is expected`);
  return found;
}

/** Refuses names that nothing looks at: a filter with a slip in it would otherwise list everything. */
export function onlyParameters(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys())
    if (!known.includes(name)) throw invalid(name, `only ${known.join(', ')} are known here`);
}

function invalid(what: string, why: string): MeshidError {
  return new MeshidError('input/invalid', { what, why });
}
