import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { gemm, gemmScratch } from "../blas/gemm";
import { mirror } from "../blas/mirror";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { EIGEN_FOUND, EIGEN_NO_MEMORY, syev } from "../linalg/syev";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";

/*
 * The correlation matrix nearest to a symmetric G of unit diagonal in the Frobenius norm, by Newton's method on the dual
 * problem (Qi & Sun 2006, A quadratically convergent Newton method for computing the nearest correlation matrix):
 *
 *     minimise  θ(y) = ½‖(G + diag(y))₊‖² − eᵀy        ∇θ = diag((G + diag(y))₊) − e
 *
 * X = (G + diag(y))₊, the positive part of the eigenvalues, is the matrix sought where ∇θ = 0. With G + diag(y) = VᵀΛV a
 * generalized Jacobian of ∇θ is h ↦ diag(Vᵀ(Ω ∘ (V diag(h) Vᵀ))V), where Ω_ij is 1 for two positive eigenvalues, 0 for two
 * others and λᵢ/(λᵢ − λⱼ) between them. The alternating projections of Higham 2002 have the same limit and converge linearly.
 */

/** What `nearestCorrelation` returns beside the iterations it took; 0 where nothing was to be done. */
export const NO_ROOM: i32 = -1;
export const NOT_CONVERGED: i32 = -2;

/** An eigenvalue above −this·n counts as one of a semidefinite matrix: rounding. */
const ROUNDING: f64 = 1e-14;

/** ‖∇θ‖/√n at which X has a unit diagonal. Convergence is quadratic: the step before is commonly at 1e-6. */
const TOLERANCE: f64 = 1e-11;

/** Newton steps, halvings of one, and conjugate-gradient steps for one. */
const NEWTON_LIMIT: i32 = 100;
const HALVINGS: i32 = 30;
const GRADIENT_LIMIT: i32 = 200;

/** The share of the decrease a linear model promises that a step must bring (Armijo 1966). */
const DECREASE: f64 = 1e-4;

/** The dual problem at a point y. */
@unmanaged
class Dual {
  n: i32;
  /** n × n: G. */
  target: usize;
  /** n × n: eigenvectors of G + diag(y) as rows. */
  vectors: usize;
  /** n: their eigenvalues, ascending, and how many are not positive. */
  values: usize;
  lower: i32;
  /** n: y, ∇θ(y), and θ(y). */
  y: usize;
  gradient: usize;
  objective: f64;
  /** Two blocks of ⌊n/2⌋ × n, the operands of a product and its scratch. */
  left: usize;
  right: usize;
  operands: usize;
  scratch: usize;
}

// @ts-ignore: decorator
@inline
function item(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
function setItem(x: usize, i: i32, value: f64): void {
  store<f64>(x + ((<usize>i) << 3), value);
}

// @ts-ignore: decorator
@inline
function row(d: Dual, k: i32): usize {
  return d.vectors + ((<usize>k * d.n) << 3);
}

/**
 * C ← the correlation matrix nearest to C. c: n × n, row-major, symmetric with unit diagonal; left alone where it is
 * semidefinite already, and where NO_ROOM or NOT_CONVERGED is returned. The result is a projection onto the semidefinite matrices, scaled
 * from a diagonal within 1e-11 of one to a unit diagonal.
 */
export function nearestCorrelation(n: i32, c: usize): i32 {
  const half = <u64>(n >> 1) * <u64>n;
  const product = max(gemmScratch(n >> 1, n, n), syrkScratch(n, n));
  const arena = createArena(
    vectorBytes(offsetof<Dual>(), 1) +
      vectorBytes(<u64>n * <u64>n) +
      2 * vectorBytes(half) +
      7 * vectorBytes(n) +
      128 +
      vectorBytes(product, 1),
  );
  if (!arena) return NO_ROOM;
  const d = changetype<Dual>(takeZeroed(arena, offsetof<Dual>(), 1));
  d.n = n;
  d.target = c;
  d.vectors = take(arena, n * n);
  d.left = take(arena, <usize>half);
  d.right = take(arena, <usize>half);
  d.values = take(arena, n);
  d.y = takeZeroed(arena, n);
  d.gradient = take(arena, n);
  d.operands = takeZeroed(arena, 128, 1);
  const step = take(arena, n);
  const work = take(arena, 3 * n);
  d.scratch = arena.next;
  let outcome = evaluate(d);
  if (outcome == EIGEN_FOUND && item(d.values, 0) >= -ROUNDING * n) {
    releaseArena(arena);
    return 0;
  }
  let iterations = 0;
  const least = TOLERANCE * Math.sqrt(n);
  while (outcome == EIGEN_FOUND && !(norm(n, d.gradient) <= least)) {
    if (iterations == NEWTON_LIMIT) break;
    iterations++;
    direction(d, step, work);
    outcome = descend(d, step, work);
  }
  const converged = outcome == EIGEN_FOUND && norm(n, d.gradient) <= least;
  if (converged) writeNearest(d);
  releaseArena(arena);
  if (outcome == EIGEN_NO_MEMORY) return NO_ROOM;
  return converged ? iterations + 1 : NOT_CONVERGED;
}

// @ts-ignore: decorator
@inline
function norm(n: i32, x: usize): f64 {
  return Math.sqrt(dot(n, x, x));
}

/** VᵀΛV ← G + diag(y), and from it θ and ∇θ. Returns what `syev` does. */
function evaluate(d: Dual): i32 {
  const n = d.n;
  memory.copy(d.vectors, d.target, (<usize>n * n) << 3);
  for (let i = 0; i < n; i++) setItem(row(d, i), i, item(row(d, i), i) + item(d.y, i));
  const found = syev(n, d.vectors, d.values);
  if (found != EIGEN_FOUND) return found;
  d.lower = 0;
  while (d.lower < n && item(d.values, d.lower) <= 0) d.lower++;
  let squares: f64 = 0;
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += item(d.y, i);
    setItem(d.gradient, i, -1);
  }
  for (let k = d.lower; k < n; k++) {
    const value = item(d.values, k);
    const v = row(d, k);
    squares += value * value;
    for (let i = 0; i < n; i++) setItem(d.gradient, i, item(d.gradient, i) + value * item(v, i) * item(v, i));
  }
  d.objective = 0.5 * squares - sum;
  return EIGEN_FOUND;
}

/**
 * out ← the generalized Jacobian times h. With B the rows of V for the fewer of the positive and the other eigenvalues, it is
 * 2·diag(Bᵀ(Ψ ∘ (B diag(h) Vᵀ))V) for the positive ones and h less that for the others, where Ψ is ½ within
 * the block and |λ_a|/(|λ_a| + |λ_k|) beyond it: 4n² operations for each row of B.
 */
function jacobian(d: Dual, h: usize, out: usize): void {
  const n = d.n;
  const ld = (<usize>n) << 3;
  const complement = d.lower <= n - d.lower;
  const first = complement ? 0 : d.lower;
  const count = complement ? d.lower : n - d.lower;
  memory.fill(out, 0, ld);
  if (count > 0) {
    const all = plainOperand(d.operands + 64, d.vectors, ld, false);
    const block = plainOperand(d.operands, row(d, first), ld, false);
    block.weight = h;
    memory.fill(d.left, 0, <usize>count * ld);
    gemm(count, n, n, 1, block, 0, 0, all, 0, 0, d.left, ld, d.scratch);
    for (let a = 0; a < count; a++) {
      const size = Math.abs(item(d.values, first + a));
      const line = d.left + <usize>a * ld;
      for (let k = 0; k < n; k++) {
        const within = k >= first && k < first + count;
        setItem(line, k, item(line, k) * (within ? 0.5 : size / (size + Math.abs(item(d.values, k)))));
      }
    }
    all.transposed = true;
    memory.fill(d.right, 0, <usize>count * ld);
    gemm(count, n, n, 2, plainOperand(d.operands, d.left, ld, false), 0, 0, all, 0, 0, d.right, ld, d.scratch);
    for (let a = 0; a < count; a++) {
      const v = row(d, first + a);
      const line = d.right + <usize>a * ld;
      for (let i = 0; i < n; i++) setItem(out, i, item(out, i) + item(v, i) * item(line, i));
    }
  }
  if (complement) for (let i = 0; i < n; i++) setItem(out, i, item(h, i) - item(out, i));
}

/** step ← −J⁻¹∇θ by conjugate gradients (Hestenes & Stiefel 1952), the closer the nearer the solution. work: 3n. */
function direction(d: Dual, step: usize, work: usize): void {
  const n = d.n;
  const ld = (<usize>n) << 3;
  const residual = work;
  const p = residual + ld;
  const product = p + ld;
  memory.fill(step, 0, ld);
  for (let i = 0; i < n; i++) setItem(residual, i, -item(d.gradient, i));
  memory.copy(p, residual, ld);
  let square = dot(n, residual, residual);
  const size = Math.sqrt(square);
  const enough = size * min<f64>(0.01, size);
  for (let k = 0; k < GRADIENT_LIMIT && Math.sqrt(square) > enough; k++) {
    jacobian(d, p, product);
    const curvature = dot(n, p, product);
    if (!(curvature > 0)) break;
    const alpha = square / curvature;
    axpy(n, alpha, p, step);
    axpy(n, -alpha, product, residual);
    const next = dot(n, residual, residual);
    const beta = next / square;
    for (let i = 0; i < n; i++) setItem(p, i, item(residual, i) + beta * item(p, i));
    square = next;
  }
  if (!(dot(n, step, d.gradient) < 0)) for (let i = 0; i < n; i++) setItem(step, i, -item(d.gradient, i));
}

/** y ← y + α·step with the first α of 1, ½, ¼ … that decreases θ enough, as far as its rounding lets be seen. work: n. */
function descend(d: Dual, step: usize, work: usize): i32 {
  const n = d.n;
  const ld = (<usize>n) << 3;
  memory.copy(work, d.y, ld);
  const before = d.objective;
  const slope = dot(n, step, d.gradient);
  const rounding = ROUNDING * (Math.abs(before) + norm(n, d.y));
  let alpha: f64 = 1;
  for (let k = 0; k < HALVINGS; k++) {
    memory.copy(d.y, work, ld);
    axpy(n, alpha, step, d.y);
    const found = evaluate(d);
    if (found != EIGEN_FOUND) return found;
    if (d.objective <= before + DECREASE * alpha * slope + rounding) return EIGEN_FOUND;
    alpha *= 0.5;
  }
  return EIGEN_FOUND;
}

/** C ← D⁻¹XD⁻¹ with X = (G + diag(y))₊ and D² its diagonal: G less the part of the other eigenvalues where they are fewer. */
function writeNearest(d: Dual): void {
  const n = d.n;
  const ld = (<usize>n) << 3;
  const complement = d.lower <= n - d.lower;
  const first = complement ? 0 : d.lower;
  const count = complement ? d.lower : n - d.lower;
  const x = d.target;
  if (complement) for (let i = 0; i < n; i++) setItem(x, i * n + i, item(x, i * n + i) + item(d.y, i));
  else memory.fill(x, 0, <usize>n * ld);
  const roots = d.left;
  for (let a = 0; a < count; a++) setItem(roots, a, Math.sqrt(Math.abs(item(d.values, first + a))));
  const operand = plainOperand(d.operands, row(d, first), ld, true);
  operand.factor = roots;
  if (count > 0) syrk(n, count, 1, operand, 0, 0, x, ld, d.scratch);
  for (let i = 0; i < n; i++) setItem(d.y, i, Math.sqrt(item(x, i * n + i)));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) setItem(x, i * n + j, item(x, i * n + j) / (item(d.y, i) * item(d.y, j)));
    setItem(x, i * n + i, 1);
  }
  mirror(n, x, ld);
}
