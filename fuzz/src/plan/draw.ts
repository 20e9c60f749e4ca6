/** Choices that follow from one number, so that a command means the same whenever it is run in the same state. */
export class Draw {
  #state: number;
  /** How often, in percent, something that doesn't fit is taken although something else would. */
  carelessness = 10;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Mulberry32, by Tommy Ettinger, in the public domain. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(limit: number): number {
    return this.#next() % limit;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** Whether something that doesn't fit is wanted. */
  strays(): boolean {
    return this.chance(this.carelessness);
  }

  /** Whether a detail goes wrong. */
  slips(): boolean {
    return this.chance(this.carelessness / 4);
  }

  one<T>(of: readonly [T, ...T[]]): T;
  one<T>(of: readonly T[]): T | undefined;
  one<T>(of: readonly T[]): T | undefined {
    return of[this.below(Math.max(1, of.length))];
  }

  /** As `one`, mostly of those that fit, if any does. */
  mostly<T>(of: readonly T[], fits: (item: T) => boolean): T | undefined {
    const fitting = this.strays() ? [] : of.filter(fits);
    return this.one(fitting.length > 0 ? fitting : of);
  }

  /** Eight random bytes, over and over. */
  hex(bytes: number): string {
    const word = () => this.#next().toString(16).padStart(8, '0');
    return (word() + word()).repeat(Math.ceil(bytes / 8)).slice(0, bytes * 2);
  }
}
