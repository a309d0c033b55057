import { amax } from "../blas/amax";
import { dot } from "../blas/dot";
import { scal } from "../blas/scal";
import { log } from "../covariance/growth";
import { multiply } from "../covariance/products";
import { get, set } from "../memory/access";
import { conjugateGradient } from "./conjugateGradient";
import { RiskBudget } from "./riskBudget";

/** What a step returns. */
export const RUNNING: i32 = 0;
export const CONVERGED: i32 = 1;
/** A portfolio of these signs without risk: f has no lower bound. */
export const RISKLESS: i32 = 2;
export const NON_CONVEX: i32 = 3;
/** As near as it comes, and contributions are off by more than rounding: whether that will do is the host's to say. */
export const NEAREST: i32 = 4;

/** Contributions that deviate by no more than this are as near as rounding lets them come. */
const ROUNDING: f64 = 1e-13;

/** Below this a deviation that a step did not halve is rounding; above it one that did not lessen where no contribution is off by more. */
const NEAR: f64 = 1e-8;

/** A variance that is this share of what it would be with all assets moving together is the rounding of zero. */
const NO_RISK: f64 = 1e-13;

/** Damped steps come near in some tens; what takes more than this is lost in rounding. */
const MOST_STEPS: i32 = 500;

/** Of the decrease that the slope promises, what a step that met a bound must deliver (Armijo 1966). */
const ARMIJO: f64 = 1e-4;

/** xᵢ ← sign(xᵢ)·√bᵢ/σᵢ, scaled so that xᵀΣx = λ: the solution where nothing is correlated. */
export function startUncorrelated(s: RiskBudget): void {
  const n = <usize>s.n;
  for (let i: usize = 0; i < n; i++) {
    const size = Math.sqrt(get(s.budget, i) / get(s.variances, i));
    set(s.x, i, get(s.x, i) < 0 ? -size : size);
  }
  multiply(s.cov, s.x, s.marginal);
  const variance = dot(n, s.x, s.marginal);
  if (!(variance > 0)) return;
  const scale = Math.sqrt(s.level / variance);
  scal(n, scale, s.x);
}

/** Begins at x, which lies within the bounds. */
export function startRiskBudget(s: RiskBudget): void {
  s.steps = 0;
  multiply(s.cov, s.x, s.marginal);
  evaluate(s);
}

/**
 * One step of Newton's method, damped by 1/(1 + δ) with δ the largest relative change of an element.
 *
 * Along a direction d the third derivative of f is at most 2‖d/x‖∞ times the second, so that the damped step lessens f by at
 * least (dᵀHd/δ²)(δ − log(1 + δ)), and near the solution the undamped limit is quadratic: it converges from everywhere
 * (Spinu 2013, "An algorithm for computing risk parity weights", after Nesterov 2004, §4.1). This holds for the iterates of
 * conjugate gradients too, for which gᵀd = −dᵀHd. With bounds the step is projected and halved until f
 * falls enough (Bertsekas 1982, "Projected Newton methods").
 */
export function stepRiskBudget(s: RiskBudget): i32 {
  const before = s.deviation;
  if (before <= ROUNDING || s.steps >= MOST_STEPS) return ended(s);
  const risk = riskShare(s);
  if (risk < -NO_RISK) return NON_CONVEX;
  if (risk <= NO_RISK) return RISKLESS;
  if (!conjugateGradient(s, min(0.1, before))) return NON_CONVEX;
  const n = <usize>s.n;
  const start = valueAt(s, s.x, s.marginal);
  let length = 1 / (1 + amax(n, s.step));
  let isHeld = move(s, length);
  multiply(s.cov, s.scratch, s.product);
  while (isHeld && length > ROUNDING) {
    const promised = slopeTo(s, s.scratch);
    if (valueAt(s, s.scratch, s.product) <= start - ARMIJO * promised + ROUNDING * abs(start)) break;
    length *= 0.5;
    isHeld = move(s, length);
    multiply(s.cov, s.scratch, s.product);
  }
  memory.copy(s.x, s.scratch, n << 3);
  memory.copy(s.marginal, s.product, n << 3);
  s.steps++;
  evaluate(s);
  return s.deviation <= ROUNDING || s.deviation >= before * (before < NEAR ? 0.5 : s.isRounded ? 1 : Infinity)
    ? ended(s)
    : RUNNING;
}

/** What a step returns where the next would come no nearer. */
function ended(s: RiskBudget): i32 {
  return s.isRounded ? CONVERGED : NEAREST;
}

/**
 * dΣxᵢ/d log √λ at a solution. Along xᵢ(Σx)ᵢ = λbᵢ of the free assets their shares of growth p = dx/x solve H p = 2λb, with the H of
 * Newton's method.
 */
export function growth(s: RiskBudget): f64 {
  const n = <usize>s.n;
  for (let i: usize = 0; i < n; i++) set(s.residual, i, 2 * s.level * get(s.budget, i) * get(s.free, i));
  conjugateGradient(s, 0);
  return dot(n, s.x, s.step);
}

/**
 * The free assets, their residuals, the largest deviation, and whether rounding is all of it, from x and Σx.
 *
 * Where an asset with a small budget hedges the others, xᵢ is not small and the sum (Σx)ᵢ cancels. A contribution is known to ε|xᵢ|σᵢ Σ|xⱼ|σⱼ,
 * what ε in the correlations makes of it and about what the rounding of the weights does: more than many a tolerance of that budget.
 */
function evaluate(s: RiskBudget): void {
  const n = <usize>s.n;
  const unit = f64.EPSILON * riskTogether(s);
  s.deviation = 0;
  s.isRounded = true;
  for (let i: usize = 0; i < n; i++) {
    const x = get(s.x, i);
    const target = s.level * get(s.budget, i);
    const residual = target - x * get(s.marginal, i);
    const isHeld = (x <= get(s.lb, i) && x * residual < 0) || (x >= get(s.ub, i) && x * residual > 0);
    set(s.free, i, isHeld ? 0 : 1);
    set(s.residual, i, isHeld ? 0 : residual);
    if (isHeld) continue;
    s.deviation = max(s.deviation, abs(residual) / target);
    if (abs(residual) > unit * abs(x) * Math.sqrt(get(s.variances, i))) s.isRounded = false;
  }
}

/** xᵀΣx / (Σ|xᵢ|σᵢ)²: 1 where all assets move together. */
function riskShare(s: RiskBudget): f64 {
  const together = riskTogether(s);
  return dot(<usize>s.n, s.x, s.marginal) / (together * together);
}

/** Σ|xᵢ|σᵢ: the volatility if all assets moved together. */
function riskTogether(s: RiskBudget): f64 {
  let together: f64 = 0;
  for (let i: usize = 0; i < <usize>s.n; i++) together += abs(get(s.x, i)) * Math.sqrt(get(s.variances, i));
  return together;
}

/** scratch ← x moved by `length` of the step, within the bounds; whether a bound held back an element. */
function move(s: RiskBudget, length: f64): bool {
  let isHeld = false;
  for (let i: usize = 0; i < <usize>s.n; i++) {
    // What rounding leaves of a step of many times the weight is not its other sign, nor nothing.
    const moved = get(s.x, i) * max(1 + length * get(s.step, i), ROUNDING);
    const kept = min(max(moved, get(s.lb, i)), get(s.ub, i));
    if (kept != moved) isHeld = true;
    set(s.scratch, i, kept);
  }
  return isHeld;
}

/** f at a point whose product with Σ is at hand. */
function valueAt(s: RiskBudget, x: usize, product: usize): f64 {
  const n = <usize>s.n;
  let logs: f64 = 0;
  for (let i: usize = 0; i < n; i++) logs += get(s.budget, i) * log(abs(get(x, i)));
  return 0.5 * dot(n, x, product) - s.level * logs;
}

/** What f loses on the way to a point if its slope stays what it is at x: Σ residualᵢ(pointᵢ − xᵢ)/xᵢ. */
function slopeTo(s: RiskBudget, point: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>s.n; i++) sum += get(s.residual, i) * (get(point, i) / get(s.x, i) - 1);
  return sum;
}
