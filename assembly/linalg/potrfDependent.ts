import { dot } from "../blas/dot";
import { at, get, set } from "../memory/access";
import { trsv } from "./trsv";

/** A pivot of this share of its variance or less is rounding. */
const DEPENDENT: f64 = 1e-13;

/** The pivot of a row that is left out: what is divided by it is 0. */
export const NO_PIVOT = Infinity;

/**
 * A ← L of a semidefinite A = LLᵀ, lower, order k, rows `ld` elements apart. A row of which no more than the share `dependent` of its variance is
 * left beside those before it depends on them: it is left out, its equation follows from theirs, or contradicts them. For few rows, one by one.
 */
export function potrfDependent(k: usize, a: usize, ld: usize, dependent: f64 = DEPENDENT): void {
  for (let i: usize = 0; i < k; i++) {
    const row = at(a, i * ld);
    const before = get(row, i);
    trsv(<i32>i, a, ld << 3, row);
    const rest = before - dot(i, row, row);
    if (rest > dependent * before) {
      set(row, i, sqrt(rest));
    } else {
      memory.fill(row, 0, i << 3);
      set(row, i, NO_PIVOT);
    }
  }
}
