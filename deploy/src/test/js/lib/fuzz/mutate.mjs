// Bytes that are almost what they should be.

const OPERATIONS = {
  "a bit is flipped": (bytes, random) => at(bytes, random, (copy, i) => (copy[i] ^= 1 << random.below(8))),
  "a byte is another": (bytes, random) => at(bytes, random, (copy, i) => (copy[i] = random.below(256))),
  "the end is missing": (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  "a piece is missing": (bytes, random) => replaced(bytes, range(bytes, random), Buffer.alloc(0)),
  "a piece stands twice": (bytes, random) => {
    const [from, to] = range(bytes, random);
    return replaced(bytes, [to, to], bytes.subarray(from, to));
  },
  "a byte stands very often": (bytes, random) => {
    const i = random.below(bytes.length);
    return replaced(bytes, [i, i], Buffer.alloc(random.of([2, 10, 300, 5_000]), bytes[i]));
  },
  "a word stands in it": (bytes, random, words) => {
    const [from, to] = range(bytes, random);
    return replaced(bytes, [from, random.oneIn(2) ? from : to], Buffer.from(random.of(words)));
  },
  "a number is another": (bytes, random, words, numbers) => {
    const found = [...bytes.toString("latin1").matchAll(/-?\d+/g)];
    if (found.length === 0) {
      return bytes;
    }
    const { index, 0: digits } = random.of(found);
    return replaced(bytes, [index, index + digits.length], Buffer.from(random.of(numbers)));
  },
  "two pieces have changed places": (bytes, random) => {
    const [a, b, c] = [0, 0, 0].map(() => random.below(bytes.length + 1)).sort((x, y) => x - y);
    return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c)]);
  },
};

/** A copy with one to four faults; the words and numbers, as texts, are what may stand in it. */
export function mutated(random, bytes, words, numbers) {
  let result = Buffer.from(bytes);
  for (let faults = 1 + random.below(4); faults > 0 && result.length > 0; faults--) {
    result = random.of(Object.values(OPERATIONS))(result, random, words, numbers);
  }
  return result;
}

/** The beginning of one and the end of another. */
export function spliced(random, one, other) {
  return Buffer.concat([one.subarray(0, random.below(one.length + 1)), other.subarray(random.below(other.length + 1))]);
}

/** The same bytes in one to eight pieces. */
export function pieces(random, bytes) {
  const cuts = Array.from({ length: random.below(8) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b);
  return [...cuts, bytes.length].map((end, i) => bytes.subarray(cuts[i - 1] ?? 0, end));
}

function at(bytes, random, change) {
  const copy = Buffer.from(bytes);
  change(copy, random.below(copy.length));
  return copy;
}

function range(bytes, random) {
  const from = random.below(bytes.length);
  return [from, from + random.below(Math.min(bytes.length - from, 64) + 1)];
}

function replaced(bytes, [from, to], by) {
  return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(to)]);
}
