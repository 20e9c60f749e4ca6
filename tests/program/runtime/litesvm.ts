import { fileURLToPath } from 'node:url';
import { address, lamports } from '@solana/kit';
import { getTransactionDecoder } from '@solana/kit';
import { PublicKey } from '@solana/web3.js';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { PROGRAM_ID } from '@meshid/sdk';
import { readTransactionError } from '../../../localnet/src/chain/transaction-error.ts';
import type { Account, Ran, Runtime } from './runtime.ts';

/** The committed one, unless a mutant of it is tried. */
const BINARY =
  process.env['MESHID_PROGRAM_BINARY'] ??
  fileURLToPath(new URL('../../../sdk/program/meshid.so', import.meta.url));
const START = 1_800_000_000n;

/** A runtime of its own for each world. */
export class LiteSvmRuntime implements Runtime {
  readonly #svm = new LiteSVM();

  constructor() {
    this.#svm.addProgramFromFile(address(PROGRAM_ID), BINARY);
    this.setTime(START);
  }

  get now(): bigint {
    return this.#svm.getClock().unixTimestamp;
  }

  blockhash(): string {
    return this.#svm.latestBlockhash();
  }

  setTime(seconds: bigint): void {
    const clock = this.#svm.getClock();
    clock.unixTimestamp = seconds;
    this.#svm.setClock(clock);
  }

  run(wire: Uint8Array): Ran {
    const result = this.#svm.sendTransaction(getTransactionDecoder().decode(wire));
    // Otherwise the same transaction again would be refused for being the same.
    this.#svm.expireBlockhash();
    const meta = result instanceof FailedTransactionMetadata ? result.meta() : result;
    return {
      error: result instanceof FailedTransactionMetadata ? readTransactionError(result.err()) : null,
      inner: meta
        .innerInstructions()
        .flat()
        .map((inner) => inner.instruction())
        .map((inner) => ({ programIdIndex: inner.programIdIndex(), data: inner.data() })),
      computeUnits: Number(meta.computeUnitsConsumed()),
    };
  }

  account(at: PublicKey): Account | undefined {
    const found = this.#svm.getAccount(address(at.toBase58()));
    if (!found.exists) return undefined;
    const { executable, programAddress } = found;
    const data = Uint8Array.from(found.data);
    return { lamports: found.lamports, data, owner: new PublicKey(programAddress), executable };
  }

  write(at: PublicKey, { owner, data, executable, ...account }: Account): void {
    this.#svm.setAccount({
      ...{ address: address(at.toBase58()), lamports: lamports(account.lamports), data, executable },
      ...{ programAddress: address(owner.toBase58()), space: BigInt(data.length) },
    });
  }

  rent(length: number): bigint {
    return this.#svm.minimumBalanceForRentExemption(BigInt(length));
  }
}
