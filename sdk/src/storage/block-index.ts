import { randomBytes } from 'node:crypto';

/** Where a block is. */
export interface Place {
  /** The pack's number in this process. */
  readonly pack: number;
  /** Of the header. */
  readonly offset: number;
  /** Of the block. */
  readonly length: number;
}

/** Four of the digest's eight words, the pack's number and one, offset, length. */
const WORDS = 7;
const FIRST_SLOTS = 1024;
const FULLEST = 0.75;

/**
 * Digest → place, in one piece of memory: 28 bytes a slot, so 37 to 75 bytes a block, where a Map takes some 200. Half of the digest is
 * kept: nobody finds two blocks that share it, and a header, which has all of it, is read before its block is believed.
 */
export class BlockIndex {
  private slots = new Uint32Array(FIRST_SLOTS * WORDS);
  private mask = FIRST_SLOTS - 1;
  private used = 0;
  /** So that nobody can choose blocks that all want the same slot. */
  private readonly seed = randomBytes(4).readUInt32LE();

  private home(word: number): number {
    const mixed = Math.imul(word ^ this.seed, 0x9e3779b1);
    return ((mixed ^ (mixed >>> 15)) >>> 0) & this.mask;
  }

  /** The slot of these words, or the empty one that ends their row. */
  private slotOf(a: number, b: number, c: number, d: number): number {
    const { slots } = this;
    for (let slot = this.home(a); ; slot = (slot + 1) & this.mask) {
      const at = slot * WORDS;
      if (slots[at + 4] === 0) return slot;
      if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === d) return slot;
    }
  }

  private find(digest: Uint8Array): number {
    return this.slotOf(word(digest, 0), word(digest, 4), word(digest, 8), word(digest, 12));
  }

  private placeAt(slot: number): Place | undefined {
    const [pack = 0, offset = 0, length = 0] = this.slots.subarray(slot * WORDS + 4, slot * WORDS + WORDS);
    return pack === 0 ? undefined : { pack: pack - 1, offset, length };
  }

  get(digest: Uint8Array): Place | undefined {
    return this.placeAt(this.find(digest));
  }

  set(digest: Uint8Array, { pack, offset, length }: Place): void {
    if (this.used + 1 > (this.mask + 1) * FULLEST) this.grow();
    const at = this.find(digest) * WORDS;
    if (this.slots[at + 4] === 0) this.used += 1;
    for (let i = 0; i < 4; i += 1) this.slots[at + i] = word(digest, i * 4);
    this.slots[at + 4] = pack + 1;
    this.slots[at + 5] = offset;
    this.slots[at + 6] = length;
  }

  delete(digest: Uint8Array): void {
    const slot = this.find(digest);
    if (this.slots[slot * WORDS + 4] === 0) return;
    this.used -= 1;
    this.close(slot);
  }

  /** Empties a slot, and moves back what stood behind it only because the slot was taken. */
  private close(emptied: number): void {
    const { slots, mask } = this;
    let hole = emptied;
    for (let slot = (hole + 1) & mask; slots[slot * WORDS + 4] !== 0; slot = (slot + 1) & mask) {
      const home = this.home(slots[slot * WORDS] ?? 0);
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      slots.copyWithin(hole * WORDS, slot * WORDS, (slot + 1) * WORDS);
      hole = slot;
    }
    slots.fill(0, hole * WORDS, (hole + 1) * WORDS);
  }

  private grow(): void {
    const before = this.slots;
    this.mask = this.mask * 2 + 1;
    this.slots = new Uint32Array((this.mask + 1) * WORDS);
    for (let at = 0; at < before.length; at += WORDS) {
      if (before[at + 4] === 0) continue;
      const [a = 0, b = 0, c = 0, d = 0] = before.subarray(at, at + 4);
      this.slots.set(before.subarray(at, at + WORDS), this.slotOf(a, b, c, d) * WORDS);
    }
  }

  /** Every place, as they are now: what changes meanwhile may be seen or not. */
  *places(): Generator<Place> {
    const { slots } = this;
    for (let at = 0; at < slots.length; at += WORDS) {
      const [pack = 0, offset = 0, length = 0] = slots.subarray(at + 4, at + WORDS);
      if (pack !== 0) yield { pack: pack - 1, offset, length };
    }
  }

  /** Forgets what is in a pack. */
  forget(pack: number): void {
    const before = this.slots;
    this.slots = new Uint32Array(before.length);
    this.used = 0;
    for (let at = 0; at < before.length; at += WORDS) {
      if (before[at + 4] === 0 || before[at + 4] === pack + 1) continue;
      const [a = 0, b = 0, c = 0, d = 0] = before.subarray(at, at + 4);
      this.slots.set(before.subarray(at, at + WORDS), this.slotOf(a, b, c, d) * WORDS);
      this.used += 1;
    }
  }
}

function word(digest: Uint8Array, at: number): number {
  return (
    ((digest[at] ?? 0) |
      ((digest[at + 1] ?? 0) << 8) |
      ((digest[at + 2] ?? 0) << 16) |
      ((digest[at + 3] ?? 0) << 24)) >>>
    0
  );
}
