import { ValueError } from "./errors.js";
import { entryOf, toMatrix } from "./matrix.js";

/** Two entries that differ by no more than this, relative to their size, differ by rounding. */
const ROUNDING = 1e-12;

/** Side of the tiles in which a matrix and its transpose are read together: 2 × 8 kB, which a first-level cache holds. */
const TILE = 32;

/**
 * `value` as n × n doubles, finite and exactly symmetric; the errors of `toMatrix` and `toSymmetric` where it is not. A flat
 * Float64Array that is both comes back as it is, looked at once: read it, never write to it.
 */
export function toSymmetricMatrix(argument: string, value: unknown, n: number, names?: readonly string[]): Float64Array {
  if (value instanceof Float64Array && value.length === n * n && isSymmetric(value, n)) return value;
  return toSymmetric(argument, toMatrix(argument, value, n, n, { rowNames: names, columnNames: names }), n, names);
}

/**
 * Whether all of n × n values are finite and equal to their mirrors: a − b is 0 for no NaN and no two infinities. Eight rows go with
 * eight columns, which lie side by side in a cache line.
 */
function isSymmetric(values: Float64Array, n: number): boolean {
  const differ = (i: number, j: number): boolean => !(values[i] - values[j] === 0);
  for (let top = 0; top < n; top += TILE) {
    const bottom = Math.min(top + TILE, n);
    const eights = bottom - 7;
    for (let left = 0; left <= top; left += TILE) {
      const right = Math.min(left + TILE, n);
      let i = top;
      for (; i < eights; i += 8) {
        const row = i * n;
        for (let j = left, across = left * n + i; j < right; j++, across += n) {
          let down = row + j;
          if (differ(down, across) || differ((down += n), across + 1)) return false;
          if (differ((down += n), across + 2) || differ((down += n), across + 3)) return false;
          if (differ((down += n), across + 4) || differ((down += n), across + 5)) return false;
          if (differ((down += n), across + 6) || differ(down + n, across + 7)) return false;
        }
      }
      for (; i < bottom; i++) for (let j = left; j < right; j++) if (differ(i * n + j, j * n + i)) return false;
    }
  }
  return true;
}

/**
 * The n × n matrix `values` made exactly symmetric: the mean of each pair where the two differ by rounding
 * (1e-12 of the larger of |a_ij| and √|a_ii·a_jj|), a ValueError naming the worst pair where they differ by more.
 * An exactly symmetric matrix comes back as it is; the caller's array is never written to.
 */
export function toSymmetric(argument: string, values: Float64Array, n: number, names?: readonly string[]): Float64Array {
  const worst = { i: 0, j: 0, excess: 1 };
  let symmetric = values;
  for (let top = 0; top < n; top += TILE) {
    for (let left = 0; left <= top; left += TILE) {
      for (let i = top; i < Math.min(top + TILE, n); i++) {
        for (let j = left; j < Math.min(left + TILE, i); j++) {
          const lower = values[i * n + j];
          const upper = values[j * n + i];
          if (lower === upper) continue;
          const size = Math.max(Math.abs(lower), Math.abs(upper), Math.sqrt(Math.abs(values[i * n + i] * values[j * n + j])));
          const excess = Math.abs(lower - upper) / (ROUNDING * size);
          if (excess > worst.excess) Object.assign(worst, { i: j, j: i, excess });
          if (symmetric === values) symmetric = values.slice();
          symmetric[i * n + j] = symmetric[j * n + i] = lower / 2 + upper / 2;
        }
      }
    }
  }
  if (worst.excess <= 1) return symmetric;
  const { i, j } = worst;
  const label = { rowNames: names, columnNames: names };
  throw new ValueError(
    entryOf(argument, i, j, label),
    values[i * n + j],
    `the same as ${entryOf(argument, j, i)} = ${values[j * n + i]}: ${argument} must be symmetric`,
  );
}
