import { Command } from 'commander';
import { type FlowOptions, type Meshid, openMeshid } from '@meshid/sdk';
import type { Context } from './context.ts';
import { createOutput, type Output } from './output.ts';

interface CommonOptions {
  readonly home?: string;
  readonly json?: boolean;
}

export interface Running {
  readonly context: Context;
  readonly output: Output;
  /** The home's folder, whether or not there is one. */
  readonly homeDirectory: string;
  /** Opens the computer of that home. Throws MeshidError `home/missing`. */
  readonly open: () => Promise<Meshid>;
  /** Ends with the user's interruption, and shows what is being done. */
  readonly options: Required<Pick<FlowOptions, 'signal' | 'onStep'>>;
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
    const homeDirectory = options.home ?? context.defaultHome;
    const output = createOutput(context, options.json === true);
    const running: Running = {
      context,
      output,
      homeDirectory,
      open: async () => openMeshid(homeDirectory),
      options: { signal: context.signal, onStep: (what) => output.progress(`${what} …`) },
    };
    await act(running, self.args, options);
  };
}
