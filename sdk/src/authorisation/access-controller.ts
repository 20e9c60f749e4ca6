import { isMeshidError } from '../errors.ts';
import type { BlockAuthoriser, Permit } from '../exchange/authoriser.ts';
import type { Address, DatasetId, DeviceId } from '../identifiers.ts';
import { accountsOf, authorise, type Decision } from './authorise.ts';
import { ClockPair } from './clock-pair.ts';
import type { RegisterSource, Snapshot } from './source.ts';

export interface AccessControllerOptions {
  /** Asked in this order; each further one confirms what the one before said, at its slot or later. */
  readonly sources: readonly [RegisterSource, ...RegisterSource[]];
  /** What was last read longer ago denies, in milliseconds. */
  readonly maxStalenessMs?: number;
  /** Between two looks at what an open permit depends on, in milliseconds. */
  readonly pollMs?: number;
  /** For this computer's own user; peers never learn it. */
  readonly onDenied?: (denied: Denied) => void;
}

export interface Denied {
  readonly device: DeviceId;
  readonly dataset: DatasetId;
  readonly reason: string;
  /** Whether the register says so, or could not be read. */
  readonly stale: boolean;
}

interface Judgement {
  readonly decision: Decision;
  readonly readAt: number;
  readonly addresses: readonly Address[];
}

const MAX_STALENESS_MS = 30_000;
const POLL_MS = 2_000;
/** Device, dataset, then what these name, then what those name. */
const MOST_ROUNDS = 4;

/** Gives permits, and takes them back when the register says otherwise or can't be read for too long. Fails closed. */
export class AccessController implements BlockAuthoriser, AsyncDisposable {
  readonly #sources: AccessControllerOptions['sources'];
  readonly #maxStalenessMs: number;
  readonly #pollMs: number;
  readonly #onDenied: (denied: Denied) => void;
  readonly #open = new Set<AbortController>();
  readonly #clocks = new ClockPair();

  constructor({
    sources,
    maxStalenessMs = MAX_STALENESS_MS,
    pollMs = POLL_MS,
    onDenied,
  }: AccessControllerOptions) {
    this.#sources = sources;
    this.#maxStalenessMs = maxStalenessMs;
    this.#pollMs = Math.min(pollMs, maxStalenessMs);
    this.#onDenied = onDenied ?? (() => undefined);
  }

  async permit(
    device: DeviceId,
    dataset: DatasetId,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Permit | undefined> {
    const began = performance.now();
    const judgement = await this.#judge(device, dataset, signal).catch((error: unknown) => whyOf(error));
    if (typeof judgement === 'string') {
      this.#onDenied({ device, dataset, reason: judgement, stale: true });
      return undefined;
    }
    const { decision, readAt } = judgement;
    if (!decision.allowed) {
      this.#onDenied({ device, dataset, reason: decision.reason, stale: false });
      return undefined;
    }
    if (performance.now() - readAt > this.#maxStalenessMs) {
      this.#onDenied({ device, dataset, reason: this.#tooOld(), stale: true });
      return undefined;
    }
    return this.#keep(device, dataset, judgement, began);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#open) open.abort();
    await Promise.all(this.#sources.map(async (source) => source.close()));
  }

  /** Looks again on every change and every poll, for as long as the permit is held. */
  #keep(device: DeviceId, dataset: DatasetId, { addresses, readAt }: Judgement, began: number): Permit {
    const permit = new AbortController();
    const released = new AbortController();
    const ended = AbortSignal.any([permit.signal, released.signal]);
    this.#open.add(permit);
    let agreedAt = readAt;
    let trouble: string | undefined;
    const end = (reason: string, stale: boolean): void => {
      if (ended.aborted) return;
      this.#onDenied({ device, dataset, reason, stale });
      permit.abort(new Error('access ended'));
    };
    let looking = false;
    let again = false;
    const look = async (): Promise<void> => {
      again = true;
      if (looking) return;
      looking = true;
      // A change that comes while something is read may be newer than what is read.
      while (again && !ended.aborted) {
        again = false;
        try {
          const next = await this.#judge(device, dataset, ended);
          agreedAt = Math.max(agreedAt, next.readAt);
          if (!next.decision.allowed) end(next.decision.reason, false);
          trouble = undefined;
        } catch (error) {
          trouble = whyOf(error);
        }
      }
      looking = false;
    };
    const poll = setInterval(() => void look(), this.#pollMs);
    // A reading that hangs must not hold a permit open.
    const age = setInterval(
      () => {
        if (performance.now() - agreedAt > this.#maxStalenessMs) end(trouble ?? this.#tooOld(), true);
      },
      Math.min(250, this.#maxStalenessMs / 4),
    );
    ended.addEventListener('abort', () => {
      clearInterval(poll);
      clearInterval(age);
      this.#open.delete(permit);
    });
    for (const source of this.#sources) source.watch(addresses, () => void look(), { signal: ended });
    // What changed between the decision and the watching would be missed.
    if (performance.now() > began) void look();
    return { signal: permit.signal, [Symbol.dispose]: () => released.abort() };
  }

  /** The last source that can be read decides; it has to be as new as the one before it. */
  async #judge(device: DeviceId, dataset: DatasetId, signal: AbortSignal | undefined): Promise<Judgement> {
    let judged: Judgement | undefined;
    let slot: bigint | undefined;
    let failure: unknown;
    for (const source of this.#sources) {
      try {
        const { snapshot, addresses } = await readAll(source, { device, dataset }, slot, signal);
        const request = { device, resource: dataset, permission: 'read' } as const;
        judged = {
          decision: authorise(request, snapshot.accounts, await this.#clocks.read(source)),
          readAt: snapshot.readAt,
          addresses,
        };
        slot = snapshot.slot;
      } catch (error) {
        signal?.throwIfAborted();
        failure = error;
      }
    }
    if (judged === undefined) throw failure;
    return judged;
  }

  #tooOld(): string {
    return `what is known of the register is older than ${this.#maxStalenessMs / 1000} s: the index and the chain are away or behind`;
  }
}

/** Reads what the decision depends on until nothing is added: the last reading has all of it at one slot. */
async function readAll(
  source: RegisterSource,
  { device, dataset }: { device: DeviceId; dataset: DatasetId },
  minSlot: bigint | undefined,
  signal: AbortSignal | undefined,
): Promise<{ snapshot: Snapshot; addresses: readonly Address[] }> {
  const request = { device, resource: dataset, permission: 'read' } as const;
  const options = {
    ...(minSlot === undefined ? {} : { minSlot }),
    ...(signal === undefined ? {} : { signal }),
  };
  let addresses = accountsOf(request, new Map());
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const snapshot = await source.read(addresses, options);
    const needed = accountsOf(request, snapshot.accounts);
    if (needed.every((address) => addresses.includes(address))) return { snapshot, addresses };
    addresses = [...new Set([...addresses, ...needed])];
  }
  throw new Error('the register kept changing while it was read');
}

function whyOf(error: unknown): string {
  return isMeshidError(error) || error instanceof Error ? error.message : 'the register can not be read';
}
