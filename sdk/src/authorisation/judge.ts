import type { Address, DatasetId, DeviceId } from '../identifiers.ts';
import { abortable } from './abortable.ts';
import { type AccessRequest, accountsOf, authorise, type Clocks, type Decision } from './authorise.ts';
import { ClockPair } from './clock-pair.ts';
import type { RegisterSource, Snapshot } from './source.ts';

export interface Judgement {
  readonly decision: Decision;
  /** When all sources were last known to agree on it, on `performance.now()`'s clock. */
  readonly readAt: number;
  /** What it depends on. */
  readonly addresses: readonly Address[];
}

type Sources = readonly [RegisterSource, ...RegisterSource[]];

/** What one source says. */
interface Saying {
  readonly source: RegisterSource;
  readonly decision: Decision;
  readonly snapshot: Snapshot;
  readonly addresses: readonly Address[];
}

/** Device, dataset, then what these name, then what those name. */
const MOST_ROUNDS = 4;

/** Decides who may read, by every source: they have to agree, and one that can't be read agrees to nothing. */
export class Judge {
  readonly #sources: Sources;
  readonly #limitMs: number;
  readonly #clocks = new ClockPair();

  /** @param limitMs what takes longer than this to be read would be too old to decide by */
  constructor(sources: Sources, limitMs: number) {
    this.#sources = sources;
    this.#limitMs = limitMs;
  }

  /**
   * Each source answers at the slot of the one before it or later. One that knows something else than the last is asked once more, at
   * the slot that the last has reached: it may only have been behind. Then one denial denies.
   *
   * @throws whatever the source that can't be read threw, unless another denies
   */
  async judge(device: DeviceId, dataset: DatasetId, caller?: AbortSignal): Promise<Judgement> {
    const late = AbortSignal.timeout(Math.ceil(this.#limitMs));
    const signal = caller === undefined ? late : AbortSignal.any([caller, late]);
    const clocks = await this.#clocks.read(this.#sources, signal);
    const request = { device, resource: dataset, permission: 'read' } as const;
    const sayings: Saying[] = [];
    let slot: bigint | undefined;
    let failure: { readonly error: unknown } | undefined;
    for (const source of this.#sources) {
      try {
        const saying = await ask(source, request, clocks, slot, signal);
        sayings.push(saying);
        slot = saying.snapshot.slot;
      } catch (error) {
        failure ??= { error };
      }
    }
    // What one denies isn't allowed by another's being away.
    if (failure !== undefined) return denialIn(sayings) ?? raise(failure.error);
    return this.#agreed(sayings, request, clocks, signal);
  }

  async #agreed(
    sayings: readonly Saying[],
    request: AccessRequest,
    clocks: Clocks,
    signal: AbortSignal,
  ): Promise<Judgement> {
    const newest = sayings.at(-1);
    if (newest === undefined || !newest.decision.allowed)
      return denialIn(sayings) ?? raise(new Error('no source'));
    const settled: Saying[] = [newest];
    for (const saying of sayings.slice(0, -1))
      settled.push(
        agree(saying, newest)
          ? saying
          : await ask(saying.source, request, clocks, newest.snapshot.slot, signal),
      );
    return (
      denialIn(settled) ?? {
        decision: newest.decision,
        readAt: Math.min(
          ...settled.map((saying) => (agree(saying, newest) ? newest : saying).snapshot.readAt),
        ),
        addresses: [...new Set(settled.flatMap(({ addresses }) => addresses))],
      }
    );
  }
}

/** Of several denials the newest, whose reason is the one that holds now. */
function denialIn(sayings: readonly Saying[]): Judgement | undefined {
  const denial = sayings.findLast(({ decision }) => !decision.allowed);
  return denial && { decision: denial.decision, readAt: denial.snapshot.readAt, addresses: denial.addresses };
}

/** Whoever holds the same accounts as the newest reading has them is as fresh as that, however long ago they were read. */
function agree(saying: Saying, newest: Saying): boolean {
  return newest.addresses.every((address) =>
    same(newest.snapshot.accounts.get(address), saying.snapshot.accounts.get(address)),
  );
}

function same(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0;
}

function raise(error: unknown): never {
  throw error;
}

/** Reads what the decision depends on until nothing is added: the last reading has all of it at one slot. */
async function ask(
  source: RegisterSource,
  request: AccessRequest,
  clocks: Clocks,
  minSlot: bigint | undefined,
  signal: AbortSignal,
): Promise<Saying> {
  const options = { ...(minSlot === undefined ? {} : { minSlot }), signal };
  let addresses = accountsOf(request, new Map());
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const snapshot = await abortable(source.read(addresses, options), signal);
    if (minSlot !== undefined && snapshot.slot < minSlot)
      throw new Error(`the ${source.name} answered from the past`);
    const needed = accountsOf(request, snapshot.accounts);
    if (needed.every((address) => addresses.includes(address)))
      return { source, snapshot, addresses, decision: authorise(request, snapshot.accounts, clocks) };
    addresses = [...new Set([...addresses, ...needed])];
  }
  throw new Error('the register kept changing while it was read');
}
