import { readFileSync } from 'node:fs';
import { isMeshidError } from '@meshid/sdk/errors';
import { Command, CommanderError } from 'commander';
import { accessCommand } from './commands/access.ts';
import { blockCommand } from './commands/block.ts';
import { clusterCommand } from './commands/cluster/cluster.ts';
import { datasetCommand } from './commands/dataset/dataset.ts';
import { deviceCommand } from './commands/device/device.ts';
import { getCommand } from './commands/get.ts';
import { grantCommand } from './commands/grant.ts';
import { groupCommand } from './commands/group/group.ts';
import { indexCommand } from './commands/index.ts';
import { initCommand } from './commands/init.ts';
import { localnetCommand } from './commands/localnet.ts';
import { nameCommand } from './commands/name.ts';
import { nodeCommand } from './commands/node.ts';
import { personCommand } from './commands/person/person.ts';
import { portCommand } from './commands/port/port.ts';
import { programCommand } from './commands/program/program.ts';
import { recoveryCommand } from './commands/recovery/recovery.ts';
import { revokeCommand } from './commands/revoke.ts';
import { storageCommand } from './commands/storage/storage.ts';
import type { Context } from './context.ts';
import { EndedWith, STATUS, statusOf } from './exit-status.ts';
import { reportError } from './output.ts';

const EXAMPLES = `
Examples:
  meshid init                             make this computer yours
  meshid dataset create photos
  meshid dataset publish photos ~/Pictures
  meshid grant photos family              let somebody read it
  meshid get photos ~/Pictures            fetch it on another computer
  meshid access                           see everything that you share, and with whom
  meshid revoke photos family

Exit status: 0 done, 1 failed, 2 wrong usage, 3 refused or absent, 4 the chain, the index or a computer is away.`;

export function createProgram(context: Context): Command {
  const program = new Command('meshid')
    .description('Your computers as one, and your data only with those you trust.')
    .version(ownVersion())
    // So that a command may have a --version of its own, as `get` does.
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  const commands = [
    ...[initCommand, deviceCommand, datasetCommand, grantCommand, revokeCommand, getCommand, nodeCommand],
    ...[accessCommand, groupCommand, portCommand, programCommand, personCommand, recoveryCommand],
    ...[storageCommand, nameCommand, clusterCommand, blockCommand, indexCommand, localnetCommand],
  ];
  for (const make of commands) program.addCommand(make(context));
  throwInsteadOfExiting(program);
  return program;
}

/** Runs one command line to its end and returns the exit status. */
export async function run(args: readonly string[], context: Context): Promise<number> {
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return STATUS.ok;
  } catch (error) {
    // Help and usage were printed by the parser.
    if (error instanceof CommanderError) return error.exitCode === 0 ? STATUS.ok : STATUS.usage;
    if (error instanceof EndedWith) return error.status;
    // Whoever interrupts knows it, but not what is on its way.
    if (context.signal.aborted && !isMeshidError(error, 'chain/interrupted')) return STATUS.interrupted;
    reportError(context, args.includes('--json'), error);
    return statusOf(error);
  }
}

function throwInsteadOfExiting(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) throwInsteadOfExiting(sub);
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
