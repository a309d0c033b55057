import { potrf, potrfScratch } from "../linalg/potrf";
import { potrs } from "../linalg/potrs";
import { createArena, releaseArena, take, vectorBytes } from "../memory/arena";
import { Covariance } from "./covariance";
import { gatherScratch, toMatrix } from "./products";

/** What `solve` and its users return. */
export const SOLVED: i32 = 0;
export const SOLVE_NO_MEMORY: i32 = 1;
export const SOLVE_SINGULAR: i32 = 2;

/** A pivot of this share of its variance or less is rounding. */
const ROUNDING: f64 = 1e-13;

/**
 * X ← P⁻¹ X for `count` right-hand sides, rows of n doubles, through the Cholesky factor of the whole matrix.
 * SOLVE_SINGULAR where P is not positive definite but for rounding.
 */
export function solve(cov: Covariance, x: usize, count: i32): i32 {
  const n = cov.assets;
  const scratchBytes = max<u64>(potrfScratch(n), gatherScratch(cov, n));
  const arena = createArena(vectorBytes(<u64>n * <u64>n) + vectorBytes(n) + vectorBytes(scratchBytes, 1));
  if (!arena) return SOLVE_NO_MEMORY;
  const l = take(arena, n * n);
  const variances = take(arena, n);
  const ld = (<usize>n) << 3;
  toMatrix(cov, l, arena.next);
  for (let i = 0; i < n; i++) store<f64>(variances + ((<usize>i) << 3), load<f64>(l + <usize>i * (ld + 8)));
  let outcome = potrf(n, l, ld, arena.next) >= 0 ? SOLVE_SINGULAR : SOLVED;
  for (let i = 0; i < n && outcome == SOLVED; i++) {
    const pivot = load<f64>(l + <usize>i * (ld + 8));
    if (pivot * pivot <= ROUNDING * load<f64>(variances + ((<usize>i) << 3))) outcome = SOLVE_SINGULAR;
  }
  for (let k = 0; k < count && outcome == SOLVED; k++) potrs(n, l, ld, x + <usize>k * ld);
  releaseArena(arena);
  return outcome;
}
