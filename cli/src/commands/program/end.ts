import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { endingCommand } from '../../ending.ts';

export function retireCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'retire',
    noun: 'program',
    description: 'End a program for ever: nothing runs it again, and grants through it hold nowhere.',
    example: 'meshid program retire resize',
    question: 'End the program $ for ever?',
    done: 'is retired.',
    find: ({ resolveProgram }, meshid, text) => resolveProgram(meshid, text),
    end: ({ retireProgram }, meshid, program, flow) => retireProgram(meshid, { program }, flow),
  });
}

export function closeCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'close',
    noun: 'program',
    description: "Close a program's account a day after its end; whoever paid its rent gets it back.",
    example: 'meshid program close resize',
    question: 'Close the account of the program $?',
    done: 'is closed.',
    find: ({ resolveProgram }, meshid, text) => resolveProgram(meshid, text),
    end: ({ closeProgram }, meshid, program, flow) => closeProgram(meshid, { program }, flow),
  });
}
