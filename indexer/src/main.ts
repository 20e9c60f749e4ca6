#!/usr/bin/env node
import { isMeshidError } from '@meshid/sdk';
import { HELP, readCommand, UsageError } from './command.ts';
import { runIndex, runVerify } from './run.ts';

let json = process.argv.includes('--json');
try {
  const command = readCommand(process.argv.slice(2), process.env);
  json = command.json;
  if (command.help) process.stdout.write(HELP);
  else process.exitCode = await (command.verify ? runVerify(command) : runIndex(command));
} catch (error) {
  const code = isMeshidError(error) ? error.code : error instanceof UsageError ? 'usage' : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  const context = isMeshidError(error) ? error.context : {};
  process.stderr.write(
    json ? `${JSON.stringify({ version: 1, error: { code, message, context } })}\n` : `${message}\n`,
  );
  process.exitCode =
    code === 'usage' ? 2 : code === 'index/chain-away' || code === 'index/database-away' ? 4 : 1;
}
