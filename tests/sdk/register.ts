import { fileURLToPath } from 'node:url';
import { type Localnet, startLocalnet } from '@meshid/localnet';
import {
  type AccountKind,
  type AccountOf,
  type Address,
  Chain,
  decodeAs,
  decodeEvent,
  type NamedInstruction,
  PROGRAM_ID,
  type RegisterEvent,
} from '@meshid/sdk';
import { address, getTransactionDecoder, lamports } from '@solana/kit';
import { Keypair, LAMPORTS_PER_SOL, PublicKey, Transaction } from '@solana/web3.js';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { readTransactionError } from '../../localnet/src/chain/transaction-error.ts';
import { translateTransactionError } from '../../sdk/src/chain/failures.ts';
import { until } from '../fixtures/until.ts';
import { passTime } from '../fixtures/chain.ts';

/** The register on some chain, as far as a story about it needs one. */
export interface Register extends AsyncDisposable {
  /** A wallet that can pay. */
  wallet(): Promise<Keypair>;
  /** Runs one transaction and gives what it told of. Throws what the SDK throws. */
  send(instructions: readonly NamedInstruction[], signers: readonly Keypair[]): Promise<RegisterEvent[]>;
  find<K extends AccountKind>(kind: K, at: Address): Promise<AccountOf<K> | undefined>;
  now(): Promise<bigint>;
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
  balance(of: Address): Promise<bigint>;
}

/** On LiteSVM in this process. */
export function inProcess(): Register {
  const svm = new LiteSVM();
  const binary = fileURLToPath(new URL('../../sdk/program/meshid.so', import.meta.url));
  svm.addProgramFromFile(address(PROGRAM_ID), binary);
  const setTime = (seconds: bigint): void => {
    const clock = svm.getClock();
    clock.unixTimestamp = seconds;
    svm.setClock(clock);
  };
  // The SDK judges tickets by this computer's clock.
  setTime(BigInt(Math.floor(Date.now() / 1000)));
  return {
    async wallet() {
      const wallet = Keypair.generate();
      svm.airdrop(address(wallet.publicKey.toBase58()), lamports(10n * BigInt(LAMPORTS_PER_SOL)));
      return wallet;
    },
    async send(instructions, signers) {
      const transaction = new Transaction().add(...instructions.map(({ instruction }) => instruction));
      // The first signer's signature comes first, and so it pays.
      transaction.recentBlockhash = svm.latestBlockhash();
      transaction.sign(...signers);
      const keys = transaction.compileMessage().accountKeys;
      const result = svm.sendTransaction(getTransactionDecoder().decode(transaction.serialize()));
      // Otherwise the same transaction again would be refused for being the same.
      svm.expireBlockhash();
      if (result instanceof FailedTransactionMetadata)
        throw translateTransactionError(readTransactionError(result.err()), result.meta().logs());
      return result
        .innerInstructions()
        .flat()
        .filter((inner) => keys[inner.instruction().programIdIndex()]?.toBase58() === PROGRAM_ID)
        .flatMap((inner) => decodeEvent(inner.instruction().data()) ?? []);
    },
    async find(kind, at) {
      const account = svm.getAccount(address(at));
      return account.exists && account.data.length > 0
        ? decodeAs(kind, at, Uint8Array.from(account.data))
        : undefined;
    },
    now: async () => svm.getClock().unixTimestamp,
    pass: async (seconds) => setTime(svm.getClock().unixTimestamp + BigInt(seconds)),
    balance: async (of) => svm.getBalance(address(of)) ?? 0n,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** On a local chain of its own, over RPC. */
export async function overRpc(): Promise<Register> {
  const localnet = await startLocalnet({ slotMs: 20 });
  return { ...onLocalnet(localnet), [Symbol.asyncDispose]: async () => localnet.close() };
}

/** On a local chain that somebody else ends. */
export function onLocalnet(localnet: Localnet): Register {
  const chain = new Chain(localnet);
  const { connection } = chain;
  return {
    async wallet() {
      const wallet = Keypair.generate();
      await connection.requestAirdrop(wallet.publicKey, 10 * LAMPORTS_PER_SOL);
      await until(async () => (await connection.getBalance(wallet.publicKey)) > 0, 'the airdrop');
      return wallet;
    },
    async send(instructions, signers) {
      const { signature } = await chain.send(instructions, signers);
      return chain.events(signature);
    },
    find: async (kind, at) => chain.find(kind, at),
    now: async () => chain.now(),
    pass: async (seconds) => passTime(localnet.faults, seconds),
    balance: async (of) => BigInt(await connection.getBalance(new PublicKey(of))),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
