import { amax } from "../blas/amax";
import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { multiply } from "../covariance/products";
import { get, set } from "../memory/access";
import { RiskBudget } from "./riskBudget";

/** Products with Σ at the most: more than the condition number of H, at most about 1/min b, asks for. */
const MOST_PRODUCTS: i32 = 1000;

/** The right-hand side is met to no less than this share: below it the products are rounding. */
const LEAST_SHARE: f64 = 1e-12;

/** A step of so many times a weight may be only what the steps of others leave of it, and is found in full. */
const FAR: f64 = 10;

/**
 * step ← H⁻¹ residual over the free assets, H = XΣX + λ diag(b) with X = diag(x), until what is left is `share` of the
 * right-hand side in the norm of the preconditioner diag(H) (Hestenes & Stiefel 1952; Dembo, Eisenstat & Steihaug 1982 for
 * the share). Σ is multiplied with, never formed; H is well conditioned where Σ is singular too, since b > 0.
 * False where H is not positive definite, so that Σ is not semidefinite.
 */
export function conjugateGradient(s: RiskBudget, share: f64): bool {
  const n = <usize>s.n;
  const p = s.direction;
  memory.fill(s.step, 0, n << 3);
  memory.copy(s.rest, s.residual, n << 3);
  precondition(s);
  memory.copy(p, s.scratch, n << 3);
  let size = dot(n, s.rest, s.scratch);
  const rounding = LEAST_SHARE * LEAST_SHARE * size;
  const enough = max(share * share * size, rounding);
  for (let count = 0; count < MOST_PRODUCTS && (size > enough || (size > rounding && amax(n, s.step) > FAR)); count++) {
    multiplyHessian(s);
    const curvature = dot(n, p, s.product);
    if (!(curvature > 0)) return false;
    const length = size / curvature;
    axpy(n, length, p, s.step);
    axpy(n, -length, s.product, s.rest);
    precondition(s);
    const next = dot(n, s.rest, s.scratch);
    for (let i: usize = 0; i < n; i++) set(p, i, get(s.scratch, i) + (next / size) * get(p, i));
    size = next;
  }
  return true;
}

/** scratch ← diag(H)⁻¹ rest. */
function precondition(s: RiskBudget): void {
  for (let i: usize = 0; i < <usize>s.n; i++) {
    const x = get(s.x, i);
    set(s.scratch, i, get(s.rest, i) / (x * x * get(s.variances, i) + s.level * get(s.budget, i)));
  }
}

/** product ← H direction, in the free assets. */
function multiplyHessian(s: RiskBudget): void {
  const n = <usize>s.n;
  for (let i: usize = 0; i < n; i++) set(s.scratch, i, get(s.x, i) * get(s.direction, i));
  multiply(s.cov, s.scratch, s.product);
  for (let i: usize = 0; i < n; i++) {
    const own = s.level * get(s.budget, i) * get(s.direction, i);
    set(s.product, i, get(s.free, i) * (get(s.x, i) * get(s.product, i) + own));
  }
}
