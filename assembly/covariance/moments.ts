import { fma } from "../blas/fma";
import { laneSum } from "../blas/laneSum";

/*
 * Steps of the passes over centred returns. y, u: `pairs` pairs of doubles, zero-filled beyond the
 * observations, so that no step has a remainder.
 */

/** u ← u + α y */
export function addMultiple(pairs: i32, alpha: f64, y: usize, u: usize): void {
  const a = f64x2.splat(alpha);
  const end = y + ((<usize>pairs) << 4);
  for (; y < end; y += 16) {
    v128.store(u, fma(a, v128.load(y), v128.load(u)));
    u += 16;
  }
}

/** u ← u + y∘y; returns Σ y² and leaves Σ y⁴ in `fourth`. */
export function addSquares(pairs: i32, y: usize, u: usize, fourth: usize): f64 {
  let two = f64x2.splat(0);
  let four = two;
  const end = y + ((<usize>pairs) << 4);
  for (; y < end; y += 16) {
    const v = v128.load(y);
    const square = f64x2.mul(v, v);
    v128.store(u, f64x2.add(v128.load(u), square));
    two = f64x2.add(two, square);
    four = fma(square, square, four);
    u += 16;
  }
  store<f64>(fourth, laneSum(four));
  return laneSum(two);
}

/** u ← u + α y∘y∘y */
export function addCubes(pairs: i32, alpha: f64, y: usize, u: usize): void {
  const a = f64x2.splat(alpha);
  const end = y + ((<usize>pairs) << 4);
  for (; y < end; y += 16) {
    const v = v128.load(y);
    v128.store(u, fma(f64x2.mul(a, v), f64x2.mul(v, v), v128.load(u)));
    u += 16;
  }
}

/** Σ a∘b */
export function dotPairs(pairs: i32, a: usize, b: usize): f64 {
  let sum = f64x2.splat(0);
  const end = a + ((<usize>pairs) << 4);
  for (; a < end; a += 16) {
    sum = fma(v128.load(a), v128.load(b), sum);
    b += 16;
  }
  return laneSum(sum);
}

/** Σ a∘b∘c */
export function dotTriples(pairs: i32, a: usize, b: usize, c: usize): f64 {
  let sum = f64x2.splat(0);
  const end = a + ((<usize>pairs) << 4);
  for (; a < end; a += 16) {
    sum = fma(f64x2.mul(v128.load(a), v128.load(b)), v128.load(c), sum);
    b += 16;
    c += 16;
  }
  return laneSum(sum);
}
