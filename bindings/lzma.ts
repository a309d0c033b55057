/**
 * Decoding of the LZMA format (Pavlov, LZMA specification, 2015): matches of Lempel & Ziv 1977 under an adaptive binary range
 * coder (Martin 1979). Written for size: 0.9 kB gzipped, where the decoder of npm lzma1, which packs what is read here, has
 * 2.9 kB. Of the parameters of the format only the usual ones, lc = 3, lp = 0, pb = 2.
 */

/** Where each table of probabilities begins, in numbers. */
const IS_MATCH = 0;
const IS_REPEAT = IS_MATCH + 12 * 4;
const IS_OLDER = IS_REPEAT + 12;
const IS_OLDER_THAN_1 = IS_OLDER + 12;
const IS_OLDER_THAN_2 = IS_OLDER_THAN_1 + 12;
const IS_LONG_REPEAT = IS_OLDER_THAN_2 + 12;
const DISTANCE_SLOT = IS_LONG_REPEAT + 12 * 4;
const DISTANCE_MIDDLE = DISTANCE_SLOT + 4 * 64;
const DISTANCE_LOW = DISTANCE_MIDDLE + 115;
const MATCH_LENGTH = DISTANCE_LOW + 16;
const LENGTH_TABLE = 2 + 2 * 4 * 8 + 256;
const REPEAT_LENGTH = MATCH_LENGTH + LENGTH_TABLE;
const LITERAL = REPEAT_LENGTH + LENGTH_TABLE;
const PROBABILITIES = LITERAL + 8 * 0x300;

/** Bytes before the code: the parameters (1), the size of the window (4), the length (8). */
const HEADER = 13;

/** The first `length` bytes of what `packed`, a file of the format with its header, holds. */
export function decodeLzma(packed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(length);
  const probability = new Uint16Array(PROBABILITIES).fill(1024);
  let next = HEADER + 1;
  let range = 0xffffffff;
  let code = 0;

  const normalize = () => {
    if (range >= 0x1000000) return;
    range = (range << 8) >>> 0;
    code = ((code << 8) | packed[next++]!) >>> 0;
  };

  /** One bit under the probability at `index`, which moves 1/32 of the way towards that bit. */
  const bit = (index: number): number => {
    const p = probability[index]!;
    const bound = (range >>> 11) * p;
    const one = code >= bound ? 1 : 0;
    if (one) {
      range -= bound;
      code -= bound;
      probability[index] = p - (p >> 5);
    } else {
      range = bound;
      probability[index] = p + ((2048 - p) >> 5);
    }
    normalize();
    return one;
  };

  /** `count` bits without a model. */
  const direct = (count: number): number => {
    let value = 0;
    while (count-- > 0) {
      range >>>= 1;
      const one = code >= range ? 1 : 0;
      if (one) code -= range;
      value = 2 * value + one;
      normalize();
    }
    return value;
  };

  /** `count` bits, the highest first, each under the ones before it. */
  const tree = (table: number, count: number): number => {
    let node = 1;
    for (let k = 0; k < count; k++) node = 2 * node + bit(table + node);
    return node - (1 << count);
  };

  /** `count` bits, the lowest first, each under the ones before it. */
  const reverseTree = (table: number, count: number): number => {
    let node = 1;
    let value = 0;
    for (let k = 0; k < count; k++) {
      const one = bit(table + node);
      node = 2 * node + one;
      value += one << k;
    }
    return value;
  };

  /** The length of a match, less 2. */
  const matchLength = (table: number, phase: number): number => {
    if (bit(table) === 0) return tree(table + 2 + 8 * phase, 3);
    if (bit(table + 1) === 0) return 8 + tree(table + 2 + 32 + 8 * phase, 3);
    return 16 + tree(table + 2 + 64, 8);
  };

  /** How far back a match begins, less 1; `shortLength` is its length less 2. */
  const matchDistance = (shortLength: number): number => {
    const slot = tree(DISTANCE_SLOT + 64 * Math.min(shortLength, 3), 6);
    if (slot < 4) return slot;
    const count = (slot >> 1) - 1;
    const base = (2 + (slot & 1)) * 2 ** count;
    if (slot < 14) return base + reverseTree(DISTANCE_MIDDLE + base - slot, count);
    return base + direct(count - 4) * 16 + reverseTree(DISTANCE_LOW, 4);
  };

  for (let k = 0; k < 4; k++) code = ((code << 8) | packed[next++]!) >>> 0;
  let position = 0;
  // What the last symbols were: 0 to 6 after a literal, 7 to 11 after a match.
  let state = 0;
  let distances = [0, 0, 0, 0];

  while (position < length) {
    const phase = position & 3;

    if (bit(IS_MATCH + 4 * state + phase) === 0) {
      const table = LITERAL + 0x300 * (position > 0 ? output[position - 1]! >> 5 : 0);
      let node = 1;
      if (state >= 7) {
        // As long as the bits agree with the byte that the last match would continue with, they are modelled by it.
        let predicted = output[position - distances[0]! - 1]!;
        let agrees = true;
        while (agrees && node < 0x100) {
          const expected = (predicted >> 7) & 1;
          predicted <<= 1;
          const one = bit(table + ((1 + expected) << 8) + node);
          node = 2 * node + one;
          agrees = one === expected;
        }
      }
      while (node < 0x100) node = 2 * node + bit(table + node);
      output[position++] = node;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }

    let count = 1;
    if (bit(IS_REPEAT + state) === 0) {
      const shortLength = matchLength(MATCH_LENGTH, phase);
      distances = [matchDistance(shortLength), ...distances.slice(0, 3)];
      count = shortLength + 2;
      state = state < 7 ? 7 : 10;
    } else {
      const older = bit(IS_OLDER + state) === 0 ? 0 : bit(IS_OLDER_THAN_1 + state) === 0 ? 1 : 2 + bit(IS_OLDER_THAN_2 + state);
      if (older === 0 && bit(IS_LONG_REPEAT + 4 * state + phase) === 0) {
        state = state < 7 ? 9 : 11;
      } else {
        distances.unshift(...distances.splice(older, 1));
        count = matchLength(REPEAT_LENGTH, phase) + 2;
        state = state < 7 ? 8 : 11;
      }
    }
    const end = Math.min(position + count, length);
    for (const back = distances[0]! + 1; position < end; position++) output[position] = output[position - back]!;
  }
  return output;
}
