/** The objective's matrix P + D + εI: the covariance and the diagonal of the universe, which is never added to it, and the proximal term. */
import { axpy } from "../../blas/axpy";
import { GRAM } from "../../covariance/covariance";
import { keepProduct, recallProduct } from "../../covariance/lastProduct";
import { multiply, multiplySparse } from "../../covariance/products";
import { get, getIndex, set, setIndex } from "../../memory/access";
import { Universe } from "./universe";

/** D + ε of asset j. */
// @ts-ignore: decorator
@inline
function ownCurvature(s: Universe, j: usize): f64 {
  return get(s.diagonal, j) + s.shift;
}

/** q − ε·centre of asset j. */
// @ts-ignore: decorator
@inline
export function linearOf(s: Universe, j: usize): f64 {
  return s.shift > 0 ? get(s.q, j) - s.shift * get(s.centre, j) : get(s.q, j);
}

/** out ← out + (D + ε)x for `count` nonzeros x[indices[k]] = values[k] (i32 and f64). */
function addOwnCurvature(s: Universe, indices: usize, values: usize, count: i32, out: usize): void {
  for (let k = 0; k < count; k++) {
    const j = getIndex(indices, k);
    set(out, j, get(out, j) + ownCurvature(s, j) * get(values, k));
  }
}

/** out ← (P + D) x for `count` nonzeros x[indices[k]] = values[k] (i32 and f64). */
export function multiplyCurvatureSparse(s: Universe, indices: usize, values: usize, count: i32, out: usize): void {
  multiplySparse(s.cov, indices, values, count, out);
  addOwnCurvature(s, indices, values, count, out);
}

/** out ← (P + D)x + q at the x of the universe, P x as it is known where `recalls`. Overwrites `order` and `work`. */
export function gradientAt(s: Universe, out: usize, recalls: bool = false): void {
  productAt(s, out, recalls);
  axpy(s.n, 1, s.q, out);
  if (s.shift > 0) axpy(s.n, -s.shift, s.centre, out);
}

/** Lists in `order` the assets with x ≠ 0, and their x in `values`; returns how many. */
export function listHeld(s: Universe, values: usize): i32 {
  let held = 0;
  for (let j = 0; j < s.n; j++) {
    const x = get(s.x, j);
    if (x == 0) continue;
    setIndex(s.order, held, j);
    set(values, held, x);
    held++;
  }
  return held;
}

/**
 * out ← (P + D)x at the x of the universe; reads the covariance of the assets with x ≠ 0 twice, the others once, or where
 * it `recalls` and x is that of the last product nothing. Overwrites `order` and `work`.
 */
export function productAt(s: Universe, out: usize, recalls: bool = false): void {
  const cov = s.cov;
  const held = listHeld(s, s.work);
  if (held == 0) {
    memory.fill(out, 0, (<usize>s.n) << 3);
    return;
  }
  if (!recalls || !recallProduct(cov, s.x, out)) {
    if (2 * held < s.n) multiplySparse(cov, s.order, s.work, held, out);
    else multiply(cov, s.x, out);
    keepProduct(cov, s.x, out);
  }
  addOwnCurvature(s, s.order, s.work, held, out);
}

/** The diagonal beside the factors: P + D = G Gᵀ + diag(specific variances + D). */
// @ts-ignore: decorator
@inline
export function specificCurvature(s: Universe, j: usize): f64 {
  const own = ownCurvature(s, j);
  return s.cov.diagonal != 0 ? own + get(s.cov.diagonal, j) : own;
}

/** Whether P + D is G Gᵀ plus a positive diagonal, nothing subtracted. */
export function isFactorModel(s: Universe): bool {
  if (s.cov.kind != GRAM || s.cov.extraSign < 0) return false;
  for (let j = 0; j < s.n; j++) if (!(specificCurvature(s, j) > 0)) return false;
  return true;
}
