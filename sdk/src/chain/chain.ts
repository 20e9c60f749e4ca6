import {
  type AccountInfo,
  Connection,
  type FetchFn,
  type GetProgramAccountsFilter,
  PublicKey,
  type Signer,
} from '@solana/web3.js';
import bs58 from 'bs58';
import { MeshidError } from '../errors.ts';
import { type Address, parseAddress } from '../identifiers.ts';
import {
  type AccountKind,
  type AccountOf,
  decodeAccount,
  decodeAs,
  DISCRIMINATORS,
  type RegisterAccount,
} from './accounts.ts';
import { translateChainError } from './failures.ts';
import type { RegisterEvent } from './events.ts';
import { fieldOffset } from './layout.ts';
import { DEFAULT_MAX_PRIORITY_FEE, recentPriorityFee } from './priority-fee.ts';
import { PROGRAM_ID } from './program.ts';
import { type NamedInstruction, type SendOptions, sendInstructions, type Sent } from './sending.ts';
import { type Settled, type SettlingOptions, type SignedTransaction, untilSettled } from './settling.ts';
import { eventsOf } from './transaction-events.ts';

export interface ChainOptions {
  readonly rpcUrl: string;
  /** Derived from rpcUrl, as validators have it, unless given: the next port, or the same where none is named. */
  readonly wsUrl?: string;
  /** The most that any transaction pays for priority, in micro-lamports a compute unit; 100,000 unless given. */
  readonly maxPriorityFee?: number;
}

/** Accounts as they were together at one slot. */
export interface RawSnapshot {
  readonly slot: bigint;
  readonly accounts: ReadonlyMap<Address, Uint8Array | undefined>;
}

export interface AccountTransaction {
  readonly signature: string;
  readonly slot: number;
  /** The block's time, to the second, where the RPC knows it. */
  readonly time: Date | undefined;
}

const MOST_ACCOUNTS = 100;

/** A node that takes calls and answers none would otherwise hold every command up for ever. */
const CALL_MS = 60_000;
const fetchInTime: FetchFn = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(CALL_MS) });

/** A cluster, as the register's program stands on it. Failures of its RPC are MeshidErrors. */
export class Chain {
  readonly connection: Connection;
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly maxPriorityFee: number;
  #genesisHash: Promise<Address> | undefined;

  constructor({ rpcUrl, wsUrl = websocketOf(rpcUrl), maxPriorityFee }: ChainOptions) {
    this.rpcUrl = rpcUrl;
    this.wsUrl = wsUrl;
    this.maxPriorityFee = maxPriorityFee ?? DEFAULT_MAX_PRIORITY_FEE;
    this.connection = new Connection(rpcUrl, {
      commitment: 'confirmed',
      disableRetryOnRateLimit: false,
      fetch: fetchInTime,
      wsEndpoint: wsUrl,
    });
  }

  /** What tells this cluster from others. */
  async genesisHash(): Promise<Address> {
    this.#genesisHash ??= this.#call(async () => parseAddress(await this.connection.getGenesisHash()));
    this.#genesisHash.catch(() => (this.#genesisHash = undefined));
    return this.#genesisHash;
  }

  /** The account, decoded, or nothing when there is none. Throws MeshidError `register/unreadable`, `chain/away`. */
  async find<K extends AccountKind>(kind: K, address: Address): Promise<AccountOf<K> | undefined> {
    const { accounts } = await this.read([address]);
    const data = accounts.get(address);
    return data === undefined ? undefined : decodeAs(kind, address, data);
  }

  /** @throws MeshidError `register/not-found` besides those of `find` */
  async get<K extends AccountKind>(kind: K, address: Address): Promise<AccountOf<K>> {
    const account = await this.find(kind, address);
    if (account === undefined) throw new MeshidError('register/not-found', { kind, address });
    return account;
  }

  /** Whatever of the program's is at these addresses, decoded; any number of them, 100 at a slot. */
  async findMany(addresses: Iterable<Address>): Promise<RegisterAccount[]> {
    const asked = [...new Set(addresses)];
    const found: RegisterAccount[] = [];
    for (let from = 0; from < asked.length; from += MOST_ACCOUNTS) {
      const { accounts } = await this.read(asked.slice(from, from + MOST_ACCOUNTS));
      for (const [address, data] of accounts)
        if (data !== undefined) found.push(decodeAccount(address, data));
    }
    return found;
  }

  /** Up to 100 accounts of the program at one slot; what another program owns is as if absent. */
  async read(addresses: readonly Address[], { minSlot }: { minSlot?: bigint } = {}): Promise<RawSnapshot> {
    if (addresses.length > MOST_ACCOUNTS)
      throw new MeshidError('input/invalid', { what: 'accounts', why: `at most ${MOST_ACCOUNTS} a call` });
    const { context, value } = await this.#call(async () =>
      this.connection.getMultipleAccountsInfoAndContext(
        addresses.map((address) => new PublicKey(address)),
        { commitment: 'confirmed', ...(minSlot === undefined ? {} : { minContextSlot: Number(minSlot) }) },
      ),
    );
    const accounts = new Map(
      addresses.map((address, index) => {
        const account = value[index];
        return [address, account?.owner.toBase58() === PROGRAM_ID ? account.data : undefined];
      }),
    );
    return { slot: BigInt(context.slot), accounts };
  }

  /** An account of any program, or nothing. Throws MeshidError `chain/away`. */
  async rawAccount(address: PublicKey): Promise<AccountInfo<Buffer> | undefined> {
    return this.#call(async () => (await this.connection.getAccountInfo(address, 'confirmed')) ?? undefined);
  }

  /** Every account of a kind whose fields hold these keys, or these numbers of one byte. */
  async list<K extends AccountKind>(
    kind: K,
    where: Readonly<Record<string, Address | number>> = {},
  ): Promise<AccountOf<K>[]> {
    const fields = Object.entries(where).map(([field, value]) => ({
      memcmp: {
        offset: fieldOffset(kind, field),
        bytes: typeof value === 'number' ? bs58.encode(Uint8Array.of(value)) : value,
      },
    }));
    const discriminator = {
      memcmp: { offset: 0, bytes: DISCRIMINATORS[kind].toString('base64'), encoding: 'base64' as const },
    };
    const filters: GetProgramAccountsFilter[] = [discriminator, ...fields];
    const found = await this.#call(async () =>
      this.connection.getProgramAccounts(new PublicKey(PROGRAM_ID), { commitment: 'confirmed', filters }),
    );
    return found.map(({ pubkey, account }) => decodeAs(kind, parseAddress(pubkey.toBase58()), account.data));
  }

  /** Every transaction that named an account and succeeded, newest first, as far back as the RPC keeps them. */
  async transactions(address: Address): Promise<AccountTransaction[]> {
    const found: AccountTransaction[] = [];
    for (let before: string | undefined; ;) {
      const page = await this.#call(async () =>
        this.connection.getSignaturesForAddress(
          new PublicKey(address),
          before === undefined ? {} : { before },
          'confirmed',
        ),
      );
      for (const { signature, slot, err, blockTime } of page)
        if (err === null) found.push({ signature, slot, time: dateOf(blockTime) });
      before = page.at(-1)?.signature;
      if (before === undefined) return found;
    }
  }

  /** Sends one transaction and waits for its confirmation; see `sendInstructions`. */
  async send(
    instructions: readonly NamedInstruction[],
    signers: readonly Signer[],
    options: SendOptions = {},
  ): Promise<Sent> {
    return this.#call(async () =>
      sendInstructions(this.connection, instructions, signers, {
        maxPriorityFee: this.maxPriorityFee,
        ...options,
      }),
    );
  }

  /** Sends what is signed already, at most 256 transactions, until each has its outcome; see `untilSettled`. */
  async settle(
    transactions: readonly SignedTransaction[],
    options: SettlingOptions = {},
  ): Promise<Settled[]> {
    return this.#call(async () => untilSettled(this.connection, transactions, options));
  }

  /** What bought writes to these accounts lately, up to this chain's ceiling, in micro-lamports a compute unit. */
  async priorityFee(written: readonly PublicKey[]): Promise<number> {
    return recentPriorityFee(this.connection, written, this.maxPriorityFee);
  }

  /** What a confirmed transaction changed in the register; nothing when it isn't known or failed. */
  async events(signature: string): Promise<RegisterEvent[]> {
    const transaction = await this.#call(async () =>
      this.connection.getTransaction(signature, {
        commitment: 'confirmed',
        maxSupportedTransactionVersion: 0,
      }),
    );
    return transaction === null ? [] : eventsOf(transaction);
  }

  /** How far the cluster is, and the release of the node that says so. */
  async tip(): Promise<{ slot: number; solana: string | undefined }> {
    return this.#call(async () => {
      const [slot, version] = await Promise.all([
        this.connection.getSlot('confirmed'),
        this.connection.getVersion(),
      ]);
      return { slot, solana: version['solana-core'] };
    });
  }

  /** The cluster's time, Unix seconds. */
  async now(): Promise<bigint> {
    const slot = await this.#call(async () => this.connection.getSlot('confirmed'));
    const time = await this.#call(async () => this.connection.getBlockTime(slot));
    return BigInt(time ?? Math.floor(Date.now() / 1000));
  }

  async #call<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw translateChainError(error, this.rpcUrl);
    }
  }
}

function dateOf(unixSeconds: number | null | undefined): Date | undefined {
  return unixSeconds === null || unixSeconds === undefined ? undefined : new Date(unixSeconds * 1000);
}

/**
 * Where the WebSocket of a JSON-RPC is: validators and the local chain serve it on the port after, providers on the same host.
 *
 * @throws MeshidError `input/invalid`
 */
export function websocketOf(rpcUrl: string): string {
  if (!URL.canParse(rpcUrl))
    throw new MeshidError('input/invalid', { what: 'RPC address', why: 'it is no URL' });
  const url = new URL(rpcUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (url.port !== '') url.port = String(Number(url.port) + 1);
  return url.href;
}
