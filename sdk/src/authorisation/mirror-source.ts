import { setTimeout as delay } from 'node:timers/promises';
import { decodeAs } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import { type Address, type GroupId, parseAddress, parseGroupId } from '../identifiers.ts';
import type { IndexClient } from '../node/index-client.ts';
import { readEvents } from './server-sent-events.ts';
import type { SourceReadOptions, RegisterSource, Snapshot } from './source.ts';

/** Grants that are asked for at a time. */
const PAGE = 1_000;
const RETRY_MS = 500;
/** The index sends something twice a second; a stream that is silent for longer is dead. */
const SILENCE_MS = 5_000;

interface Watch {
  readonly addresses: ReadonlySet<string>;
  readonly onChange: () => void;
}

/** The register as one's own indexer mirrors it; its answers tell their age, and a stream of changes tells what to read again. */
export class MirrorSource implements RegisterSource {
  readonly name = 'mirror';
  readonly #index: IndexClient;
  readonly #ending = new AbortController();
  readonly #watches = new Set<Watch>();
  #following: Promise<void> | undefined;

  constructor(index: IndexClient) {
    this.#index = index;
  }

  async read(addresses: readonly Address[], { minSlot, signal }: SourceReadOptions = {}): Promise<Snapshot> {
    const asked = performance.now();
    const answer = await this.#index.json('/v1/accounts', {
      method: 'POST',
      body: JSON.stringify({ addresses, ...(minSlot === undefined ? {} : { minSlot: minSlot.toString() }) }),
      signal,
    });
    return parseSnapshot(answer, addresses, asked);
  }

  async grantedGroups(
    resource: Address,
    { signal }: Pick<SourceReadOptions, 'signal'> = {},
  ): Promise<readonly GroupId[]> {
    const groups: GroupId[] = [];
    for (let after = ''; ;) {
      const query = new URLSearchParams({ type: 'grant', resource, limit: String(PAGE) });
      if (after !== '') query.set('after', after);
      const { accounts, next } = recordOf(
        await this.#index.json(`/v1/accounts?${query.toString()}`, { signal }),
      );
      for (const account of Array.isArray(accounts) ? accounts : []) {
        const data = dataOf(account);
        const grant = data && decodeAs('grant', parseAddress(String(recordOf(account)['address'])), data);
        if (grant?.principalKind === 'group') groups.push(parseGroupId(grant.principal));
      }
      if (typeof next !== 'string' || next <= after) return groups;
      after = next;
    }
  }

  watch(addresses: readonly Address[], onChange: () => void, { signal }: { signal: AbortSignal }): void {
    if (signal.aborted || this.#ending.signal.aborted) return;
    const watch: Watch = { addresses: new Set<string>(addresses), onChange };
    this.#watches.add(watch);
    signal.addEventListener('abort', () => this.#watches.delete(watch), { once: true });
    this.#following ??= this.#follow();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#following;
  }

  /** One stream serves every watch. After each (re)connection everything counts as changed, since anything may have been missed. */
  async #follow(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        for await (const { event, data } of readEvents(new URL('/v1/changes', this.#index.url), {
          signal,
          silenceMs: SILENCE_MS,
        })) {
          if (event === 'opened' || event === 'reset') this.#changed();
          else if (event === 'message') this.#changed(addressesOf(data));
        }
      } catch {
        // An index that is away shows in what is read, by its age.
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #changed(addresses?: readonly string[]): void {
    for (const { addresses: watched, onChange } of [...this.#watches])
      if (addresses === undefined || addresses.some((address) => watched.has(address))) onChange();
  }
}

function addressesOf(data: unknown): readonly string[] | undefined {
  const addresses =
    typeof data === 'object' && data !== null && 'addresses' in data ? data.addresses : undefined;
  return Array.isArray(addresses) ? addresses.map(String) : undefined;
}

function parseSnapshot(answer: unknown, addresses: readonly Address[], asked: number): Snapshot {
  const { slot, accounts, readAgeMs } = recordOf(answer);
  if (
    typeof slot !== 'string' ||
    !/^\d{1,20}$/.test(slot) ||
    !Array.isArray(accounts) ||
    accounts.length !== addresses.length ||
    typeof readAgeMs !== 'number' ||
    !(readAgeMs >= 0)
  )
    throw new MeshidError('index/refused', { what: 'read', why: 'it answered something else than accounts' });
  return {
    slot: BigInt(slot),
    readAt: asked - readAgeMs,
    accounts: new Map(addresses.map((address, at) => [address, dataOf(accounts[at])])),
  };
}

function dataOf(account: unknown): Uint8Array | undefined {
  const { data } = recordOf(account);
  return typeof data === 'string' ? Buffer.from(data, 'base64') : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
}
