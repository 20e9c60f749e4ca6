import { Command } from 'commander';
import type * as Sdk from '@meshid/sdk';
import type { Context } from './context.ts';
import { createOutput, type Output } from './output.ts';

interface CommonOptions {
  readonly home?: string;
  readonly json?: boolean;
}

export interface Running {
  readonly context: Context;
  readonly output: Output;
  /** Loads the SDK. No command imports it, so that help, usage and the services don't wait for it. */
  readonly sdk: () => Promise<typeof Sdk>;
  /** The home's folder, whether or not there is one. */
  readonly homeDirectory: () => Promise<string>;
  /** Opens the computer of that home. Throws MeshidError `home/missing`. */
  readonly open: () => Promise<Sdk.Meshid>;
  /** Ends with the user's interruption, and shows what is being done. */
  readonly options: Required<Pick<Sdk.FlowOptions, 'signal' | 'onStep'>>;
}

/** A command with what every command has: `--home`, `--json`, examples. */
export function command(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .option('--home <folder>', "this computer's folder (MESHID_HOME, or ~/.meshid)")
    .option('--json', 'print JSON, one object a line')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}

/** The action of a command: parses what is common, and hands on the arguments and the command's own options. */
export function action<Options extends object>(
  context: Context,
  act: (running: Running, args: readonly string[], options: Readonly<Options>) => Promise<void>,
): (...parameters: unknown[]) => Promise<void> {
  return async (...parameters) => {
    const self = parameters.at(-1);
    if (!(self instanceof Command)) throw new TypeError('an action gets its command last');
    const options = self.opts<CommonOptions & Options>();
    const output = createOutput(context, options.json === true);
    const sdk = async (): Promise<typeof Sdk> => import('@meshid/sdk');
    const homeDirectory = async (): Promise<string> =>
      options.home ?? (await sdk()).Home.defaultDirectory(context.environment);
    const running: Running = {
      context,
      output,
      sdk,
      homeDirectory,
      open: async () => (await sdk()).openMeshid(await homeDirectory()),
      options: { signal: context.signal, onStep: (what) => output.progress(`${what} …`) },
    };
    await act(running, self.args, options);
  };
}
