import assert from 'node:assert/strict';

export interface Account {
  readonly address: string;
  readonly slot: string;
  readonly data: string;
}
export interface Event {
  readonly slot: string;
  readonly signature: string;
  readonly index: number;
  readonly name: string;
  readonly data: Record<string, unknown>;
  readonly blockTime: number | null;
  readonly finalised: boolean;
}
export interface Status {
  readonly programId: string;
  readonly genesisHash: string;
  readonly slot: string;
  readonly finalizedSlot: string;
  readonly lagging: boolean;
  readonly lastNotificationAgeMs: number;
  readonly readAgeMs: number;
  readonly version: number;
}

/** Asks an index as a stranger's program would. */
export class Client {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async raw(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Response> {
    return fetch(new URL(path, this.#url), { method, ...(body !== undefined && { body }) });
  }

  async status(): Promise<Status> {
    return (await this.#json('GET', '/v1/status')) as Status;
  }

  async accounts(addresses: readonly string[], minSlot?: string) {
    const body = JSON.stringify({ addresses, ...(minSlot !== undefined && { minSlot }) });
    return (await this.#json('POST', '/v1/accounts', body)) as {
      slot: string;
      accounts: (Account | null)[];
      readAgeMs: number;
    };
  }

  async list(query: string) {
    return (await this.#json('GET', `/v1/accounts?${query}`)) as {
      slot: string;
      accounts: Account[];
      next?: string;
    };
  }

  async history(query = '') {
    return (await this.#json('GET', `/v1/history?${query}`)) as { events: Event[]; next?: string };
  }

  async wholeHistory(): Promise<Event[]> {
    const all: Event[] = [];
    for (let after = ''; ;) {
      const { events, next } = await this.history(`limit=1000${after}`);
      all.push(...events);
      if (next === undefined) return all;
      after = `&after=${next}`;
    }
  }

  async #json(method: string, path: string, body?: string): Promise<unknown> {
    const response = await this.raw(method, path, body);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text);
  }
}
