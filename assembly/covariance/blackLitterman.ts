import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { mirror } from "../blas/mirror";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { potrf, potrfScratch } from "../linalg/potrf";
import { potrs } from "../linalg/potrs";
import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { Covariance, createDense, releaseCovariance } from "./covariance";
import { SOLVE_NO_MEMORY, SOLVE_SINGULAR, SOLVED } from "./inverse";
import { gatherScratch, multiply, toMatrix } from "./products";
import { FAILED_MEMORY, FAILED_RANK } from "./spectrum";

/*
 * Black & Litterman 1992, Global portfolio optimization; in the notation of He & Litterman 1999. With the prior π, its
 * uncertainty τP, and k views Aμ = v ± Ω (Ω diagonal), W = AP and M = τAPAᵀ + Ω:
 *
 *     μ = π + τWᵀM⁻¹(v − Aπ)              expected returns
 *     P + τP − τ²WᵀM⁻¹W                   covariance of returns about μ
 *
 * A view of confidence c has ω = (1 − c)/c · τ·aPaᵀ, so that with certainty the view holds and without it the prior
 * does (Idzorek 2005, in closed form by Walters 2014, The Black–Litterman model in detail); c = ½ is He and Litterman's ω.
 */

@unmanaged
class Blend {
  n: i32;
  k: i32;
  /** k × n: rows of W. */
  w: usize;
  /** k × k: the Cholesky factor of M. */
  m: usize;
  arena: Arena;
}

/** W and the factor of M; null where memory is full, m = 0 where M is singular. */
function createBlend(cov: Covariance, k: i32, views: usize, variances: usize, confidences: usize, tau: f64): Blend | null {
  const n = cov.assets;
  const arena = createArena(
    vectorBytes(offsetof<Blend>(), 1) +
      vectorBytes(<u64>k * <u64>n) +
      vectorBytes(<u64>k * <u64>k) +
      vectorBytes(potrfScratch(k), 1),
  );
  if (!arena) return null;
  const blend = changetype<Blend>(takeZeroed(arena, offsetof<Blend>(), 1));
  blend.arena = arena;
  blend.n = n;
  blend.k = k;
  blend.w = take(arena, k * n);
  blend.m = take(arena, k * k);
  const ld = (<usize>n) << 3;
  const ldm = (<usize>k) << 3;
  for (let v = 0; v < k; v++) {
    const row = blend.w + <usize>v * ld;
    multiply(cov, views + <usize>v * ld, row);
    for (let u = 0; u <= v; u++) {
      store<f64>(blend.m + <usize>v * ldm + ((<usize>u) << 3), tau * dot(n, views + <usize>u * ld, row));
    }
  }
  for (let v = 0; v < k; v++) {
    const at = blend.m + <usize>v * (ldm + 8);
    const own = load<f64>(at);
    const variance = load<f64>(variances + ((<usize>v) << 3));
    const c = load<f64>(confidences + ((<usize>v) << 3));
    store<f64>(at, own + (isNaN(variance) ? ((1 - c) / c) * own : variance));
  }
  if (potrf(k, blend.m, ldm, arena.next) >= 0) blend.m = 0;
  return blend;
}

/**
 * out ← μ, n doubles. views: k × n, A; values: k, v; variances: k, the diagonal of Ω, NaN where the confidence is to be
 * used; confidences: k, in (0, 1]; prior: n.
 */
export function posteriorMean(
  cov: Covariance,
  k: i32,
  views: usize,
  values: usize,
  variances: usize,
  confidences: usize,
  tau: f64,
  prior: usize,
  out: usize,
): i32 {
  const n = cov.assets;
  const blend = createBlend(cov, k, views, variances, confidences, tau);
  if (!blend) return SOLVE_NO_MEMORY;
  let outcome = SOLVE_SINGULAR;
  if (blend.m != 0) {
    memory.copy(out, prior, (<usize>n) << 3);
    for (let v = 0; v < k; v++) {
      const at = values + ((<usize>v) << 3);
      store<f64>(at, load<f64>(at) - dot(n, views + ((<usize>v * n) << 3), prior));
    }
    potrs(k, blend.m, (<usize>k) << 3, values);
    for (let v = 0; v < k; v++) axpy(n, tau * load<f64>(values + ((<usize>v) << 3)), blend.w + ((<usize>v * n) << 3), out);
    outcome = SOLVED;
  }
  releaseArena(blend.arena);
  return outcome;
}

/** The dense covariance of returns about the posterior mean, or one of the failures of spectrum.ts. */
export function posteriorCovariance(
  cov: Covariance,
  k: i32,
  views: usize,
  variances: usize,
  confidences: usize,
  tau: f64,
): usize {
  const blend = createBlend(cov, k, views, variances, confidences, tau);
  if (!blend) return FAILED_MEMORY;
  const made = blend.m == 0 ? FAILED_RANK : changetype<usize>(blendCovariance(cov, blend, tau));
  releaseArena(blend.arena);
  return made;
}

function blendCovariance(cov: Covariance, blend: Blend, tau: f64): Covariance | null {
  const n = blend.n;
  const ld = (<usize>n) << 3;
  const made = createDense(n);
  if (!made) return null;
  const arena = createArena(64 + vectorBytes(max<u64>(gatherScratch(cov, n), syrkScratch(n, blend.k)), 1));
  if (!arena) {
    releaseCovariance(made);
    return null;
  }
  const operand = takeZeroed(arena, 64, 1);
  memory.copy(made.means, cov.means, ld);
  toMatrix(cov, made.matrix, arena.next);
  const end = made.matrix + <usize>n * ld;
  for (let at = made.matrix; at < end; at += 8) store<f64>(at, (1 + tau) * load<f64>(at));
  // Y ← τL⁻¹W by rows,  P ← P − YᵀY
  for (let v = 0; v < blend.k; v++) {
    const row = blend.w + <usize>v * ld;
    const l = blend.m + ((<usize>v * blend.k) << 3);
    for (let u = 0; u < v; u++) axpy(n, -load<f64>(l + ((<usize>u) << 3)), blend.w + <usize>u * ld, row);
    const pivot = load<f64>(l + ((<usize>v) << 3));
    for (let i: usize = 0; i < ld; i += 8) store<f64>(row + i, load<f64>(row + i) / pivot);
  }
  const y = plainOperand(operand, blend.w, ld, true);
  y.scale = tau;
  syrk(n, blend.k, -1, y, 0, 0, made.matrix, ld, arena.next);
  mirror(n, made.matrix, ld);
  releaseArena(arena);
  return made;
}
