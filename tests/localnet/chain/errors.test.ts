import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describeTransactionError } from '../../../localnet/src/chain/error-text.ts';
import { INSTRUCTION_ERRORS, TRANSACTION_ERRORS } from '../../../localnet/src/chain/transaction-error.ts';

/** The engine's enumerations exist in its types only. */
async function members(name: string): Promise<string[]> {
  const types = new URL(import.meta.resolve('litesvm/dist/internal.d.ts'));
  const [, body = ''] =
    new RegExp(`const enum ${name} \\{([^}]*)\\}`).exec(await readFile(types, 'utf8')) ?? [];
  return [...body.matchAll(/(\w+) = (\d+)/g)].map(([, member = '', value], i) => {
    assert.equal(Number(value), i);
    return member;
  });
}

describe('the errors of transactions', () => {
  it('have the names that the engine numbers them by', async () => {
    assert.deepEqual(TRANSACTION_ERRORS, await members('TransactionErrorFieldless'));
    assert.deepEqual(INSTRUCTION_ERRORS, await members('InstructionErrorFieldless'));
  });

  it('read as a validator words them', () => {
    assert.equal(describeTransactionError('BlockhashNotFound'), 'Blockhash not found');
    assert.equal(
      describeTransactionError({ InstructionError: [2, { Custom: 6006 }] }),
      'Error processing Instruction 2: custom program error: 0x1776',
    );
    assert.equal(
      describeTransactionError({ InstructionError: [0, 'InvalidAccountData'] }),
      'Error processing Instruction 0: invalid account data for instruction',
    );
  });
});
