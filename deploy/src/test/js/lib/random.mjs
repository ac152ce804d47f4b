// Random that can be had again: the seed is printed, and ROOMLOG_SEED sets it.

/** A generator of the seed, with what tests draw from it. */
export class Random {
  constructor(seed = Number(process.env.ROOMLOG_SEED ?? Date.now() % 1_000_000_007)) {
    this.seed = seed;
    this.state = seed >>> 0;
  }

  /** An integer from 0 up to, not including, `bound` (mulberry32). */
  below(bound) {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  /** One of the list. */
  of(list) {
    return list[this.below(list.length)];
  }

  /** True once in so many times. */
  oneIn(times) {
    return this.below(times) === 0;
  }

  /** Between one and `most` random bytes. */
  bytes(most) {
    return Buffer.from(Array.from({ length: 1 + this.below(most) }, () => this.below(256)));
  }
}
