import { membershipAddress } from '../chain/index.ts';
import type { Address, GroupId } from '../identifiers.ts';
import { abortable } from './abortable.ts';
import type { RegisterSource } from './source.ts';

export interface Asking {
  readonly resource: Address;
  /** What the register counts the resource's grants by, as it was just read. */
  readonly accessSequence: bigint;
  /** The Device and Person accounts of whoever asks. */
  readonly members: readonly Address[];
}

interface Found {
  readonly accessSequence: bigint;
  readonly at: number;
  readonly groups: readonly GroupId[];
}

/** The same grants are not looked for again sooner: a stranger may ask as often as it likes. */
const FRESH_MS = 2_000;
const MOST_KEPT = 1_000;
const MOST_ACCOUNTS = 100;

/**
 * Finds the groups through which somebody may have access. Whatever it finds is only where to look: what it misses denies, and what it
 * makes up is not so in the register.
 */
export class GroupDiscovery {
  readonly #sources: readonly RegisterSource[];
  readonly #found = new Map<Address, Found>();

  constructor(sources: readonly RegisterSource[]) {
    this.#sources = sources;
  }

  /** @throws whatever the first source threw, when none can tell */
  async find({ resource, accessSequence, members }: Asking, signal: AbortSignal): Promise<GroupId[]> {
    const groups = await this.#granted(resource, accessSequence, signal);
    if (groups.length === 0) return [];
    const places = groups.flatMap((group) =>
      members.map((member) => ({ group, at: membershipAddress(group, member) })),
    );
    const there = new Set<GroupId>();
    for (let from = 0; from < places.length; from += MOST_ACCOUNTS) {
      const some = places.slice(from, from + MOST_ACCOUNTS);
      const addresses = some.map(({ at }) => at);
      const present = await this.#ask(async (source) => {
        const { accounts } = await source.read(addresses, { signal });
        return addresses.filter((address) => accounts.get(address) !== undefined);
      }, signal);
      for (const { group, at } of some) if (present.has(at)) there.add(group);
    }
    return [...there];
  }

  async #granted(
    resource: Address,
    accessSequence: bigint,
    signal: AbortSignal,
  ): Promise<readonly GroupId[]> {
    const kept = this.#found.get(resource);
    if (kept?.accessSequence === accessSequence && performance.now() - kept.at < FRESH_MS) return kept.groups;
    const at = performance.now();
    const groups = [
      ...(await this.#ask(async (source) => source.grantedGroups(resource, { signal }), signal)),
    ];
    if (this.#found.size >= MOST_KEPT) this.#found.clear();
    this.#found.set(resource, { accessSequence, at, groups });
    return groups;
  }

  /** What any source tells: each may be behind in something else, and one that is away tells nothing. */
  async #ask<T>(
    question: (source: RegisterSource) => Promise<readonly T[]>,
    signal: AbortSignal,
  ): Promise<Set<T>> {
    const answers = await Promise.allSettled(
      this.#sources.map(async (source) => abortable(question(source), signal)),
    );
    const told = answers.filter((answer) => answer.status === 'fulfilled');
    const [first] = answers;
    if (told.length === 0 && first?.status === 'rejected') throw first.reason;
    return new Set(told.flatMap(({ value }) => value));
  }
}
