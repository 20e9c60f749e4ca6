import { isRunning } from '@meshid/sdk';
import type { Command } from './command.ts';
import { startIndexer } from './indexer.ts';
import { verify } from './verify/verify.ts';

const PARENT_POLL_MS = 500;

/** Runs until a signal, its parent's end, or something that waiting doesn't mend. @returns the exit status */
export async function runIndex(command: Command): Promise<number> {
  const { rpcUrl, wsUrl, database, port, json, parentPid } = command;
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const alive = parentPid === process.ppid ? () => process.ppid === parentPid : isRunning;
  const parent =
    parentPid === undefined ? undefined : setInterval(() => alive(parentPid) || stop.abort(), PARENT_POLL_MS);
  try {
    const log = (message: string) => process.stderr.write(`${message}\n`);
    const indexer = await startIndexer({ ...{ rpcUrl, wsUrl, database, port, log }, signal: stop.signal });
    const ready = {
      version: 1,
      ready: true,
      indexUrl: indexer.url,
      database: indexer.database,
      slot: indexer.slot.toString(),
    };
    process.stdout.write(
      json
        ? `${JSON.stringify(ready)}\n`
        : `The index is at ${indexer.url} (slot ${indexer.slot}, ${indexer.database})\n`,
    );
    try {
      await indexer.ended;
    } finally {
      await indexer.close();
    }
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    throw error;
  } finally {
    clearInterval(parent);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** @returns the exit status: 0 when every row agrees */
export async function runVerify({ rpcUrl, database, indexUrl, json }: Command): Promise<number> {
  const report = await verify({ rpcUrl, ...(indexUrl === undefined ? { database } : { indexUrl }) });
  const { accounts, events, slot, differences } = report;
  if (json)
    process.stdout.write(
      `${JSON.stringify({ version: 1, ok: differences.length === 0, accounts, events, slot: slot.toString(), differences })}\n`,
    );
  else {
    for (const { what, why } of differences) process.stdout.write(`${what}: ${why}\n`);
    process.stdout.write(
      `${accounts} accounts and ${events} events compared at slot ${slot}: ${differences.length} differ\n`,
    );
  }
  return differences.length === 0 ? 0 : 1;
}
