/**
 * The active-set method: a primal method in two phases over one working set (Gill and Murray 1978,
 * "Numerically stable methods for quadratic programming"; Gill, Murray, Saunders and Wright 1991 for
 * the inertia control that lets P be singular). assembly/README.md has the mathematics.
 *
 *     repeat
 *       if the gradient vanishes on the working set
 *         compute the multipliers; none wrong: conclude; else remove the worst constraint
 *       p ← search direction on the working set
 *       α ← ratio test
 *       x ← x + αp; the blocking constraint, if any, joins the working set
 */
import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { get, getIndex, getState, set, setState } from "../memory/access";
import { concludeInfeasible, concludeOptimal, concludeUnbounded } from "./conclude";
import { watchStalling } from "./degeneracy";
import { CONCAVE, RAY, searchDirection, STATIONARY } from "./direction";
import { measureInfeasibility, refreshGradient, refreshRows } from "./evaluate";
import { addArtificialRow, addRow, dropRow, fixVariable, freeVariable } from "./nullspace";
import { constraintToRemove, letPass, multipliers, multiplierScale, OPTIMAL } from "./pricing";
import { FIXED, INACTIVE, NON_CONVEX, NUMERICAL_ERROR, QP, RUNNING } from "./problem";
import { blocking, blockingSide, blockingStep, infeasibilityStep, NOTHING, stepLength } from "./ratioTest";
import { refactorize } from "./repair";
import { restart } from "./start";
import { columnOfR, curvatureNoise, factorizeReducedHessian } from "./reducedHessian";

/** Steps between fresh evaluations of Ax and of the gradient, which the steps only update. */
const REFRESH: u32 = 64;

/** Changes of the working set after which it is factorized afresh. */
const MOST_UPDATES: u32 = 5000;

/** Multiplications between two looks at the clock: a few milliseconds' worth. */
const WORK_AT_ONCE: u64 = 4_000_000;

/** Wrong by a smaller share of its terms, a multiplier is not worth a step along a direction without curvature. */
const FLAT_OPTIMALITY: f64 = 1e-12;

/** A Newton step ends at the least. Where that is before this share of it, the objective rises along the whole of it. */
const RISING: f64 = 0.5;

/** Runs for a few milliseconds, up to `most` iterations; returns the status, RUNNING while it is unfinished. */
export function advance(qp: QP, most: u32): i32 {
  const each = <u64>qp.n * <u64>(qp.n + qp.m) + 1000;
  for (let count = min(most, 1 + <u32>(WORK_AT_ONCE / each)); count > 0 && qp.status == RUNNING; count--) {
    iterate(qp);
    if (qp.status == NUMERICAL_ERROR && qp.restarts < 2) restart(qp);
  }
  return qp.status;
}

/** One iteration: at most one constraint removed, one step, one constraint added. */
function iterate(qp: QP): void {
  qp.iterations++;
  if (qp.updates >= MOST_UPDATES) {
    refactorize(qp);
    qp.stationary = false;
    if (qp.phase == 2) factorizeReducedHessian(qp);
  }
  if (qp.iterations % REFRESH == 0) {
    refreshRows(qp);
    if (qp.phase == 2) refreshGradient(qp);
  }
  if (qp.phase == 1) {
    measureInfeasibility(qp);
    if (qp.infeasibility == 0) enterPhase2(qp);
    if (qp.status != RUNNING) return;
  }
  if (qp.stationary && !removeConstraint(qp)) return;
  const kind = searchDirection(qp);
  if (kind == CONCAVE) qp.status = NON_CONVEX;
  else if (kind == STATIONARY) qp.stationary = true;
  else if (qp.phase == 1) reduceInfeasibility(qp);
  else step(qp, kind);
}

/** All sides are met: from here on the objective is minimised. */
function enterPhase2(qp: QP): void {
  if (qp.indefinite) {
    qp.status = NON_CONVEX;
    return;
  }
  qp.phase = 2;
  qp.stationary = false;
  refreshGradient(qp);
  if (!qp.hasR) factorizeReducedHessian(qp);
}

/** The gradient of the phase. */
// @ts-ignore: decorator
@inline
function gradientOfPhase(qp: QP): usize {
  return qp.phase == 1 ? qp.phaseGradient : qp.gradient;
}

/** Removes the constraint with the worst multiplier, or concludes; returns whether the iteration goes on. */
function removeConstraint(qp: QP): bool {
  multipliers(qp, gradientOfPhase(qp));
  const worst = constraintToRemove(qp, gradientOfPhase(qp));
  if (worst == OPTIMAL) {
    if (qp.phase == 1) concludeInfeasible(qp);
    else concludeOptimal(qp);
    return false;
  }
  qp.removed = worst;
  qp.removedShare = abs(multiplierOf(qp, worst)) / multiplierScale(qp, gradientOfPhase(qp));
  const state = worst < <isize>(qp.n + qp.m) ? getState(qp.state, worst) : INACTIVE;
  remove(qp, worst);
  if (qp.singular && qp.phase == 1) {
    // Phase 1 does not need R, and removes more than one direction without curvature.
    qp.hasR = false;
    qp.singular = false;
  }
  if (qp.singular && qp.removedShare < FLAT_OPTIMALITY) putBack(qp, worst, state);
  return qp.status == RUNNING && !qp.stationary;
}

/**
 * Without curvature nothing limits the step but other constraints, so a multiplier that may be rounding
 * would send x far away for no gain: the constraint returns to the working set.
 */
function putBack(qp: QP, k: usize, state: i32): void {
  letPass(qp, 2 * qp.removedShare);
  qp.stationary = true;
  if (k >= qp.n + qp.m) {
    addArtificialRow(qp);
    qp.singular = false;
    return;
  }
  setState(qp.state, k, state);
  if (k < qp.n) fixVariable(qp, k);
  else addRow(qp, k - qp.n);
}

/** The multiplier of constraint k, from n + m on of an artificial row. */
function multiplierOf(qp: QP, k: usize): f64 {
  const count = qp.n + qp.m;
  return k < count ? get(qp.dual, k) : get(qp.multiplier, k - count);
}

/**
 * A constraint that blocks, at once, the step that its own removal made possible had a multiplier of the
 * wrong sign by rounding only: from here on multipliers of that size are let pass.
 */
function learnRounding(qp: QP, k: usize, length: f64): void {
  if (<isize>k == qp.removed && length == 0) {
    letPass(qp, 2 * qp.removedShare);
    // A multiplier too large for that means that the factorization has lost its digits.
    if (2 * qp.removedShare > qp.optimality) qp.updates = MOST_UPDATES;
  }
  qp.removed = NOTHING;
}

/** Takes constraint k (from n + m on: an artificial row) out of the working set. */
export function remove(qp: QP, k: usize): void {
  const n = qp.n;
  qp.stationary = false;
  if (k >= n + qp.m) {
    dropRow(qp, k - n - qp.m);
    return;
  }
  setState(qp.state, k, INACTIVE);
  if (k < n) freeVariable(qp, k);
  else dropRow(qp, getIndex(qp.rowPosition, k - n));
}

/** Puts constraint k into the working set at a side, with its value exactly there. */
function add(qp: QP, k: usize, side: i32): void {
  const lower = get(qp.lower, k);
  const upper = get(qp.upper, k);
  set(qp.value, k, side > 0 ? upper : lower);
  setState(qp.state, k, lower == upper ? FIXED : side);
  if (k < qp.n) fixVariable(qp, k);
  else addRow(qp, k - qp.n);
}

/** x ← x + αp, and Ax, Px with it. */
function move(qp: QP, length: f64): void {
  axpy(qp.n + qp.m, length, qp.rate, qp.value);
  if (qp.phase == 2) axpy(qp.n, length, qp.curvature, qp.gradient);
}

/** Phase 1: to the minimum of the sum of infeasibilities along p. */
function reduceInfeasibility(qp: QP): void {
  infeasibilityStep(qp, dot(qp.n, qp.phaseGradient, qp.rate));
  if (blocking == NOTHING) {
    // p is rounding: the sum of infeasibilities cannot fall for ever.
    qp.stationary = true;
    return;
  }
  goToBlocking(qp);
}

/** To the constraint that blocks, which joins the working set. */
function goToBlocking(qp: QP): void {
  const k = blocking;
  const side = blockingSide;
  const length = stepLength;
  learnRounding(qp, k, length);
  move(qp, length);
  add(qp, k, side);
  watchStalling(qp, length);
}

/** Phase 2: to the minimum along p, or to the first constraint that blocks. */
function step(qp: QP, kind: i32): void {
  const curvature = dot(qp.n, qp.rate, qp.curvature);
  const least = curvature > 0 ? -dot(qp.n, qp.gradient, qp.rate) / curvature : Infinity;
  let limit: f64 = 1;
  if (kind == RAY) {
    // The direction has no curvature to R's accuracy; P itself may still tell.
    limit = curvature > curvatureNoise(qp) ? least : Infinity;
  } else if (least < RISING) {
    // R has lost its digits: the objective would rise along the step.
    if (qp.updates > 0) {
      qp.updates = MOST_UPDATES;
      return;
    }
    limit = least;
  }
  blockingStep(qp, limit);
  // Beyond its least the objective would rise again, and the gradient send x back.
  if (blocking != NOTHING && stepLength <= least) {
    goToBlocking(qp);
    return;
  }
  if (kind == RAY) {
    if (concludeUnbounded(qp, limit < Infinity)) return;
    // No proof, so there is curvature after all, however small: its minimum is far but finite.
    limit = least;
  }
  move(qp, limit);
  qp.stalled = 0;
  qp.stationary = true;
  if (kind == RAY) {
    set(columnOfR(qp, qp.nz - 1), qp.nz - 1, sqrt(curvature));
    qp.singular = false;
  }
}
