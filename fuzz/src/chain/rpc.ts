import { Connection, PublicKey } from '@solana/web3.js';
import bs58 from 'bs58';
import type { TransactionError } from '../../../localnet/src/chain/transaction-error.ts';
import { type Address, PROGRAM, toHex } from './addresses.ts';
import { type Attempt, toInstruction } from './attempt.ts';
import type { Chain, ChainAccount, Outcome } from './chain.ts';
import { nameOf } from './errors.ts';
import type { Keys } from './keys.ts';
import { compileMessage } from './message.ts';
import { precedingInstruction } from './preceding.ts';

const COMMITMENT = 'confirmed';
const PATIENCE_MILLISECONDS = 30_000;
const key = (address: Address): PublicKey => new PublicKey(Buffer.from(address, 'hex'));

/** A chain behind JSON-RPC. Its time is its own; everything is signed. Whatever was there before is left out of sight. */
export class RpcChain implements Chain {
  readonly movesTime = false;
  readonly #connection: Connection;
  readonly #keys: Keys;
  readonly #feePayer: Address;
  readonly #rents = new Map<number, bigint>();
  readonly #foreign = new Set<Address>();

  private constructor(connection: Connection, keys: Keys, feePayer: Address) {
    this.#connection = connection;
    this.#keys = keys;
    this.#feePayer = feePayer;
  }

  static async open(url: string, keys: Keys, feePayer: Address, sizes: Iterable<number>): Promise<RpcChain> {
    const chain = new RpcChain(new Connection(url, COMMITMENT), keys, feePayer);
    for (const size of sizes)
      chain.#rents.set(size, BigInt(await chain.#connection.getMinimumBalanceForRentExemption(size)));
    for (const address of (await chain.register()).keys()) chain.#foreign.add(address);
    return chain;
  }

  async now(): Promise<bigint> {
    const slot = await this.#connection.getSlot();
    return BigInt((await this.#connection.getBlockTime(slot)) ?? 0);
  }

  setTime(): never {
    throw new Error('the time of a chain behind RPC is its own');
  }

  rent(size: number): bigint {
    const rent = this.#rents.get(size);
    if (rent === undefined) throw new Error(`the rent of ${size} bytes was not asked for`);
    return rent;
  }

  async fund(address: Address, lamports: bigint): Promise<void> {
    await this.#confirmed(await this.#connection.requestAirdrop(key(address), Number(lamports)));
  }

  async send(attempt: Attempt): Promise<Outcome> {
    const { blockhash } = await this.#connection.getLatestBlockhash();
    const { preceding } = attempt;
    const instructions = [
      ...(preceding === undefined ? [] : [precedingInstruction(preceding, this.#keys)]),
      toInstruction(attempt),
    ];
    const message = compileMessage(this.#feePayer, instructions, bs58.decode(blockhash));
    const signatures = message.keys
      .slice(0, message.signers)
      .map((who) => this.#keys.sign(who, message.bytes));
    const wire = Buffer.concat([Uint8Array.of(message.signers), ...signatures, message.bytes]);
    const signature = await this.#connection.sendRawTransaction(wire, { skipPreflight: true });
    const told = await this.#confirmed(signature);
    const events = (told.meta?.innerInstructions ?? [])
      .flatMap((inner) => inner.instructions)
      .filter(({ programIdIndex }) => message.keys[programIdIndex] === PROGRAM).length;
    const failure = told.meta?.err ?? null;
    const error = failure === null ? undefined : nameOf(failure as TransactionError);
    return { error, events: error === undefined ? events : 0, now: BigInt(told.blockTime) };
  }

  async account(address: Address): Promise<ChainAccount | undefined> {
    const found = await this.#connection.getAccountInfo(key(address));
    return found === null ? undefined : readAccount(found);
  }

  async register(): Promise<ReadonlyMap<Address, ChainAccount>> {
    const found = await this.#connection.getProgramAccounts(key(PROGRAM));
    return new Map(
      found
        .map(({ pubkey, account }) => [pubkey.toBuffer().toString('hex'), readAccount(account)] as const)
        .filter(([address]) => !this.#foreign.has(address)),
    );
  }

  /** Waits for the transaction, whether it failed or not. */
  async #confirmed(signature: string) {
    for (const end = Date.now() + PATIENCE_MILLISECONDS; Date.now() < end;) {
      const found = await this.#connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
      // Surfpool tells of a transaction before it knows the time of its block.
      if (typeof found?.blockTime === 'number') return { ...found, blockTime: found.blockTime };
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
    throw new Error(`transaction ${signature} was not confirmed`);
  }
}

const POLL_MILLISECONDS = 15;

function readAccount(found: { owner: PublicKey; lamports: number; data: Buffer }): ChainAccount {
  const owner = toHex(found.owner.toBase58());
  return { owner, lamports: BigInt(found.lamports), data: found.data };
}
