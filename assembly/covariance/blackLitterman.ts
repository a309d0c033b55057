import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { mirror } from "../blas/mirror";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { NO_PIVOT, potrfDependent } from "../linalg/potrfDependent";
import { potrs } from "../linalg/potrs";
import { at, get, set } from "../memory/access";
import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { Covariance, createDense, releaseCovariance } from "./covariance";
import { SOLVE_NO_MEMORY, SOLVE_SINGULAR, SOLVED } from "./inverse";
import { gatherScratch, multiply, toMatrix } from "./products";
import { FAILED_MEMORY } from "./spectrum";

/*
 * Black & Litterman 1992, Global portfolio optimization; in the notation of He & Litterman 1999. With the prior π, its
 * uncertainty τP, and k views Aμ = v ± Ω (Ω diagonal), W = AP and M = τAPAᵀ + Ω:
 *
 *     μ = π + τWᵀM⁻¹(v − Aπ)              expected returns
 *     P + τP − τ²WᵀM⁻¹W                   covariance of returns about μ
 *
 * A view of confidence c has ω = (1 − c)/c · τ·aPaᵀ, so that with certainty the view holds and without it the prior
 * does (Idzorek 2005, in closed form by Walters 2014, The Black–Litterman model in detail); c = ½ is He and Litterman's ω.
 *
 * A view of which nothing is left beside the others, as where all are certain, or the prior is, tells nothing new: it is left out, and has to
 * hold of itself.
 */

/** A view that was left out misses by no more than this share of what it is made of. */
const MISSED: f64 = 1e-9;


@unmanaged
class Blend {
  n: i32;
  k: i32;
  /** k × n: rows of W. */
  w: usize;
  /** k × k: the Cholesky factor of M (potrfDependent). */
  m: usize;
  /** k: what the views say beside the prior. */
  excess: usize;
  arena: Arena;
}

/** W and the factor of M; null where memory is full. */
function createBlend(cov: Covariance, k: i32, views: usize, variances: usize, confidences: usize, tau: f64): Blend | null {
  const n = cov.assets;
  const arena = createArena(
    vectorBytes(offsetof<Blend>(), 1) + vectorBytes(<u64>k * <u64>n) + vectorBytes(<u64>k * <u64>k) + vectorBytes(k),
  );
  if (!arena) return null;
  const blend = changetype<Blend>(takeZeroed(arena, offsetof<Blend>(), 1));
  blend.arena = arena;
  blend.n = n;
  blend.k = k;
  blend.w = take(arena, k * n);
  blend.m = take(arena, k * k);
  blend.excess = take(arena, k);
  for (let v: usize = 0; v < <usize>k; v++) {
    const own = at(blend.w, v * n);
    const row = at(blend.m, v * k);
    multiply(cov, at(views, v * n), own);
    for (let u: usize = 0; u <= v; u++) set(row, u, tau * dot(n, at(views, u * n), own));
    const variance = get(variances, v);
    const c = get(confidences, v);
    set(row, v, get(row, v) + (isNaN(variance) ? ((1 - c) / c) * get(row, v) : variance));
  }
  potrfDependent(k, blend.m, k);
  return blend;
}

/** Whether a view that was left out holds at μ, but for rounding. */
function holds(n: i32, view: usize, value: f64, prior: usize, mu: usize): bool {
  let sum: f64 = 0;
  let terms = abs(value);
  for (let j = 0; j < n; j++) {
    const a = get(view, j);
    sum += a * get(mu, j);
    terms += abs(a) * (abs(get(mu, j)) + abs(get(prior, j)));
  }
  return abs(value - sum) <= MISSED * terms;
}

/**
 * out ← μ, n doubles. views: k × n, A; values: k, v; variances: k, the diagonal of Ω, NaN where the confidence is to be
 * used; confidences: k, in (0, 1]; prior: n. SOLVE_SINGULAR where views contradict each other, or the prior, with certainty.
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
  let outcome = SOLVED;
  const excess = blend.excess;
  for (let v: usize = 0; v < <usize>k; v++) set(excess, v, get(values, v) - dot(n, at(views, v * n), prior));
  potrs(k, blend.m, (<usize>k) << 3, excess);
  memory.copy(out, prior, (<usize>n) << 3);
  for (let v: usize = 0; v < <usize>k; v++) axpy(n, tau * get(excess, v), at(blend.w, v * n), out);
  for (let v: usize = 0; v < <usize>k; v++) {
    const isLeftOut = get(at(blend.m, v * k), v) == NO_PIVOT;
    if (isLeftOut && !holds(n, at(views, v * n), get(values, v), prior, out)) outcome = SOLVE_SINGULAR;
  }
  releaseArena(blend.arena);
  return outcome;
}

/** The dense covariance of returns about the posterior mean, of views that have one; FAILED_MEMORY where memory is full. */
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
  const made = changetype<usize>(blendCovariance(cov, blend, tau));
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
