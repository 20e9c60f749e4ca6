import assert from 'node:assert/strict';
import { address, getTransactionDecoder, lamports } from '@solana/kit';
import { Keypair, PublicKey, Transaction, TransactionInstruction } from '@solana/web3.js';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { PROBE as TOOL } from '../../programs/toolchain/side-program.ts';

const PROBE = Keypair.generate().publicKey;

/** The toolchain's probe inside the SVM: an operation and its operands in, an answer out. */
export class Probe {
  readonly #svm = new LiteSVM().withTransactionHistory(0n);
  readonly #payer = Keypair.generate();

  constructor() {
    this.#svm.addProgramFromFile(address(PROBE.toBase58()), TOOL.binary);
    this.#svm.airdrop(address(this.#payer.publicKey.toBase58()), lamports(1_000_000_000_000n));
  }

  /** The answer; `undefined` when the instruction was aborted. */
  ask(operation: number, operands: Uint8Array): Buffer | undefined {
    const data = Buffer.concat([Buffer.of(operation), operands]);
    const transaction = new Transaction().add(
      new TransactionInstruction({ programId: new PublicKey(PROBE), keys: [], data }),
    );
    transaction.feePayer = this.#payer.publicKey;
    transaction.recentBlockhash = this.#svm.latestBlockhash();
    transaction.sign(this.#payer);
    const wire = getTransactionDecoder().decode(transaction.serialize());
    const result = this.#svm.simulateTransaction(wire);
    if (result instanceof FailedTransactionMetadata) return undefined;
    return Buffer.from(result.meta().returnData().data());
  }

  /** Words in, and a word out; `undefined` for the program's own "none". */
  words(operation: number, ...words: bigint[]): bigint | undefined {
    const operands = Buffer.alloc(words.length * 8);
    words.forEach((word, index) => operands.writeBigUInt64LE(word, index * 8));
    const answer = this.ask(operation, operands);
    assert.ok(answer !== undefined, `operation ${operation} of ${words.join(', ')} was aborted`);
    assert.equal(answer.length, 9);
    return answer[0] === 0 ? undefined : answer.readBigUInt64LE(1);
  }
}
