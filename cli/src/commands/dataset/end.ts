import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { endingCommand } from '../../ending.ts';

export function retireCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'retire',
    noun: 'dataset',
    description: 'End a dataset, and every grant on it, for ever.',
    example: 'meshid dataset retire photos',
    question: 'End the dataset $ and every grant on it for ever?',
    done: 'is retired.',
    find: ({ resolveDataset }, meshid, text, flow) => resolveDataset(meshid, text, flow),
    end: ({ retireDataset }, meshid, dataset, flow) => retireDataset(meshid, { dataset }, flow),
  });
}

export function closeCommand(context: Context): Command {
  return endingCommand(context, {
    verb: 'close',
    noun: 'dataset',
    description: "Close a dataset's account a day after its end; whoever paid its rent gets it back.",
    example: 'meshid dataset close photos',
    question: 'Close the account of the dataset $?',
    done: 'is closed.',
    find: ({ resolveDataset }, meshid, text, flow) => resolveDataset(meshid, text, flow),
    end: ({ closeDataset }, meshid, dataset, flow) => closeDataset(meshid, { dataset }, flow),
  });
}
