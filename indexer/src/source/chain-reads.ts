import { RPC_BEHIND, RpcError, chainAway, type Commitment, type Rpc } from './rpc.ts';

export interface ReadAccounts {
  readonly slot: bigint;
  /** Undefined where there is no such account, or it is not the program's. */
  readonly accounts: readonly (Buffer | undefined)[];
}

export interface ReadOptions {
  readonly commitment?: Commitment;
  /** Of several nodes behind one address, only one that is this far may answer. */
  readonly minSlot?: bigint | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a transaction list tells. */
export interface ListedTransaction {
  readonly signature: string;
  readonly slot: bigint;
  readonly failed: boolean;
  readonly blockTime: bigint | undefined;
  readonly finalised: boolean;
}

export const ACCOUNTS_PER_CALL = 100;
const BEHIND_RETRY_MS = 100;
const BEHIND_RETRIES = 50;

/** The questions that the indexer asks of a chain, with their answers checked. */
export class ChainReads {
  readonly rpc: Rpc;
  readonly programId: string;

  constructor(rpc: Rpc, programId: string) {
    this.rpc = rpc;
    this.programId = programId;
  }

  async genesisHash(signal?: AbortSignal): Promise<string> {
    return this.#string(await this.rpc.call('getGenesisHash', [], { signal }));
  }

  async slot(commitment: Commitment, signal?: AbortSignal): Promise<bigint> {
    return this.#slot(await this.rpc.call('getSlot', [{ commitment }], { signal }));
  }

  /** At most 100 accounts, of one slot. */
  async accounts(addresses: readonly string[], options: ReadOptions = {}): Promise<ReadAccounts> {
    const answer = await this.#read('getMultipleAccounts', addresses, options);
    const { slot, value } = this.#context(answer);
    if (!Array.isArray(value) || value.length !== addresses.length)
      throw this.#malformed('getMultipleAccounts');
    return { slot, accounts: value.map((account) => (account === null ? undefined : this.#data(account))) };
  }

  /** Every account of the program, of one slot. */
  async program(options: ReadOptions = {}): Promise<{ slot: bigint; accounts: Map<string, Buffer> }> {
    const { slot, value } = this.#context(await this.#read('getProgramAccounts', this.programId, options));
    if (!Array.isArray(value)) throw this.#malformed('getProgramAccounts');
    const accounts = new Map<string, Buffer>();
    for (const entry of value as unknown[]) {
      const { address, data } = this.programAccount(entry);
      if (data !== undefined) accounts.set(address, data);
    }
    return { slot, accounts };
  }

  /** An entry of getProgramAccounts, and what a program subscription tells. */
  programAccount(entry: unknown): { address: string; data: Buffer | undefined } {
    const { pubkey, account } = this.#object(entry);
    return { address: this.#string(pubkey), data: this.#data(account) };
  }

  /** Transactions that mention the program, newest first, after `until` and before `before`. */
  async transactions(options: {
    until?: string | undefined;
    before?: string | undefined;
    limit: number;
    signal?: AbortSignal;
  }): Promise<ListedTransaction[]> {
    const { signal, ...rest } = options;
    const answer = await this.rpc.call(
      'getSignaturesForAddress',
      [this.programId, { ...rest, commitment: 'confirmed' }],
      { signal },
    );
    if (!Array.isArray(answer)) throw this.#malformed('getSignaturesForAddress');
    return answer.map((entry) => {
      const { signature, slot, err, blockTime, confirmationStatus } = this.#object(entry);
      return {
        ...{
          signature: this.#string(signature),
          slot: this.#slot(slot),
          failed: err !== null && err !== undefined,
        },
        ...{
          blockTime: typeof blockTime === 'number' ? BigInt(blockTime) : undefined,
          finalised: confirmationStatus === 'finalized',
        },
      };
    });
  }

  /** The raw answer of getTransaction; null when the chain doesn't have it. */
  transaction(signature: string, signal?: AbortSignal): Promise<unknown> {
    const options = { encoding: 'json', commitment: 'confirmed', maxSupportedTransactionVersion: 0 };
    return this.rpc.call('getTransaction', [signature, options], { signal });
  }

  /** Where transactions stand; undefined for those that the chain doesn't have. */
  async statuses(
    signatures: readonly string[],
    signal?: AbortSignal,
  ): Promise<({ slot: bigint; finalised: boolean } | undefined)[]> {
    const { value } = this.#context(
      await this.rpc.call('getSignatureStatuses', [signatures, { searchTransactionHistory: true }], {
        signal,
      }),
    );
    if (!Array.isArray(value) || value.length !== signatures.length)
      throw this.#malformed('getSignatureStatuses');
    return value.map((status) => {
      if (status === null) return undefined;
      const { slot, confirmationStatus } = this.#object(status);
      return { slot: this.#slot(slot), finalised: confirmationStatus === 'finalized' };
    });
  }

  async #read(
    method: string,
    what: unknown,
    { commitment = 'confirmed', minSlot, signal }: ReadOptions,
  ): Promise<unknown> {
    const config = {
      ...{ commitment, encoding: 'base64', withContext: true },
      ...(minSlot !== undefined && minSlot > 0n && { minContextSlot: Number(minSlot) }),
    };
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.rpc.call(method, [what, config], { signal });
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== RPC_BEHIND || attempt >= BEHIND_RETRIES)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, BEHIND_RETRY_MS));
        signal?.throwIfAborted();
      }
    }
  }

  /** The data of the program's account; somebody else's account at that address is none. */
  #data(value: unknown): Buffer | undefined {
    const { owner, data, lamports } = this.#object(value);
    if (owner !== this.programId || lamports === 0) return undefined;
    if (!Array.isArray(data) || data[1] !== 'base64') throw this.#malformed('an account');
    return Buffer.from(this.#string(data[0]), 'base64');
  }

  #context(answer: unknown): { slot: bigint; value: unknown } {
    const { context, value } = this.#object(answer);
    return { slot: this.#slot(this.#object(context)['slot']), value };
  }

  #object(value: unknown): Record<string, unknown> {
    if (typeof value !== 'object' || value === null) throw this.#malformed('a call');
    return value as Record<string, unknown>;
  }

  #string(value: unknown): string {
    if (typeof value !== 'string') throw this.#malformed('a call');
    return value;
  }

  #slot(value: unknown): bigint {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw this.#malformed('a call');
    return BigInt(value);
  }

  #malformed(what: string) {
    return chainAway(this.rpc.url, new Error(`it answered ${what} with something malformed`));
  }
}
