import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface Options {
  readonly steps: number;
  readonly seed: number;
  /** Where in the seed's sequences to begin, as a failure tells it. */
  readonly path: string | undefined;
  /** An RPC URL, or nothing for LiteSVM in this process. */
  readonly rpc: string | undefined;
  /** Starts a local chain and goes over its RPC. */
  readonly localnet: boolean;
  /** The file that the report is written to. */
  readonly report: string | undefined;
}

const STEPS = 10_000;
const STEPS_OVER_RPC = 200;
const SEEDS = 2 ** 31 - 1;

/** @throws Error for what can't be meant */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ steps: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' } },
      ...{ rpc: { type: 'boolean' }, report: { type: 'string' } },
    },
  });
  const url = environment['MESHID_RPC_URL'];
  const overRpc = values.rpc === true || url !== undefined;
  return {
    steps: number('--steps', values.steps) ?? (overRpc ? STEPS_OVER_RPC : STEPS),
    seed: number('--seed', values.seed) ?? randomInt(SEEDS),
    ...{ path: values.path, report: values.report, rpc: url },
    localnet: overRpc && url === undefined,
  };
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} should be a whole number`);
  return value;
}
