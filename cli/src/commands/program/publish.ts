import { MeshidError } from '@meshid/sdk/errors';
import type { Command } from 'commander';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { action, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readChoice } from '../../reading.ts';
import { transactionFields } from '../../transactions.ts';

interface Options {
  readonly class: string;
  readonly name?: string;
  readonly update?: string;
}

export function publishCommand(context: Context): Command {
  return command('publish', "Publish a program by its bundle's digest, or its next version.", [
    'meshid program publish resize.tar --name resize',
    'meshid program publish editor.tar --name editor --class interactive',
    'meshid program publish resize-2.tar --update resize',
  ])
    .argument('<bundle>', 'the file; its SHA-256 goes on chain, the file stays here')
    .option('--class <class>', 'batch, or interactive where somebody sits in front of it', 'batch')
    .option('--name <slug>', 'its public name, up to 32 bytes, which anybody can claim')
    .option('--update <program>', 'the program whose next version this is; it keeps address and class')
    .action(
      action<Options>(context, async ({ sdk, open, output, options: flow }, [bundle = ''], options) => {
        const { publishProgram, resolveProgram } = await sdk();
        const kind = readChoice(options.class, '--class', ['batch', 'interactive']);
        const bundleDigest = await digestOf(bundle, context.signal);
        const meshid = await open();
        const what =
          options.update === undefined
            ? { class: kind }
            : { program: await resolveProgram(meshid, options.update) };
        const { program, bundleVersion, transactions } = await publishProgram(
          meshid,
          { bundleDigest, slug: options.name, ...what },
          flow,
        );
        const digest = bundleDigest.toString('hex');
        output.result(
          { program, bundleVersion: Number(bundleVersion), digest, ...transactionFields(transactions) },
          `Version ${bundleVersion} of ${program}, with the SHA-256 ${digest}.`,
        );
      }),
    );
}

async function digestOf(file: string, signal: AbortSignal): Promise<Buffer> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash, { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new MeshidError('file/unreadable', { path: file, why }, { cause });
  }
  return hash.digest();
}
