import { isMeshidError } from '@meshid/sdk/errors';
import type { Context } from './context.ts';

/** The version of every JSON object that a command prints; it rises when a field changes its meaning. */
const VERSION = 1;

export type Fields = Readonly<Record<string, unknown>>;

/** How a command speaks: JSON for programs, sentences for people. */
export interface Output {
  readonly json: boolean;
  /** `fields` go to programs, `text` to people. */
  result(fields: Fields, text: string): void;
  /** A line for people, on standard error, that is not the result. */
  notice(text: string): void;
  /** A passing line on a terminal, on standard error. */
  progress(text: string): void;
  /** Takes the passing line away. */
  clear(): void;
}

export function createOutput({ stdout, stderr }: Context, json: boolean): Output {
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\x1b[K');
    shown = false;
  };
  return {
    json,
    result: (fields, text) => {
      clear();
      stdout.write(json ? `${toJson({ version: VERSION, ...fields })}\n` : `${text}\n`);
    },
    clear,
    notice: (text) => {
      clear();
      if (!json) stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (json || stderr.isTTY !== true) return;
      clear();
      stderr.write(text);
      shown = true;
    },
  };
}

/** Tells what went wrong on standard error. A MeshidError's sentence says what to do; anything else is a fault of meshid's. */
export function reportError({ stderr }: Context, json: boolean, error: unknown): void {
  const known = isMeshidError(error);
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    const fields = known
      ? { code: error.code, message, context: error.context }
      : { code: 'internal', message };
    stderr.write(`${toJson({ version: VERSION, error: fields })}\n`);
    return;
  }
  stderr.write(
    known
      ? `meshid: ${message}\n`
      : `meshid: ${message}\nThis is a fault in meshid. Please report it with what you did.\n${stackOf(error)}\n`,
  );
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'bigint' ? field.toString() : field,
  );
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : '';
}
