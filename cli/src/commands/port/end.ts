import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { endingCommand } from '../../ending.ts';

export function unshareCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'unshare',
    noun: 'port',
    description: 'End the offer of a port, and every grant on it, for ever.',
    example: 'meshid port unshare web',
    question: 'End the offer of the port $ and every grant on it for ever?',
    done: 'is not shared any more.',
    find: ({ resolvePort }, meshid, text, flow) => resolvePort(meshid, text, flow),
    end: ({ unsharePort }, meshid, port, flow) => unsharePort(meshid, { port }, flow),
  });
}

export function closeCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'close',
    noun: 'port',
    description: "Close a port's account a day after its end; whoever paid its rent gets it back.",
    example: 'meshid port close web',
    question: 'Close the account of the port $?',
    done: 'is closed.',
    find: ({ resolvePort }, meshid, text, flow) => resolvePort(meshid, text, flow),
    end: ({ closePort }, meshid, port, flow) => closePort(meshid, { port }, flow),
  });
}
