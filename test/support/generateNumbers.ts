import { uniform } from "./random.js";

/** Numbers that depend on the seed and the keys alone: a problem that shrinks keeps the entries it still has. */
export interface Numbers {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whether an event of this probability happens. */
  happens(probability: number): boolean;
  /** An integer from `low` to `high`. */
  integer(low: number, high: number): number;
  /** Standard normal (Box & Muller 1958). */
  normal(): number;
  pick<T>(values: readonly T[]): T;
  sign(): -1 | 1;
}

export function numbers(seed: number, ...keys: (string | number)[]): Numbers {
  // FNV-1a (Fowler, Noll & Vo 1991) of the keys.
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const char of keys.join("/")) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  const next = uniform(hash);
  next();
  return {
    next,
    happens: (probability) => next() < probability,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (values) => values[Math.floor(next() * values.length)],
    sign: () => (next() < 0.5 ? -1 : 1),
  };
}

/** A random order of 0 … n − 1 (Fisher & Yates 1938). */
export function randomOrder(n: number, { integer }: Numbers): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const k = integer(0, i);
    [order[i], order[k]] = [order[k], order[i]];
  }
  return order;
}
