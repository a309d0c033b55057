/** The ends of a solve: nothing is claimed before it has been computed again from the data. */
import { dot } from "../blas/dot";
import { getState } from "../memory/access";
import { measure, provesInfeasible, provesUnbounded, writeActiveSet, writeMultipliers, writePoint } from "./certify";
import { restoreSides } from "./degeneracy";
import { addViolatedMultipliers, refreshAccurately, refreshGradient, refreshRows, violation } from "./evaluate";
import { addArtificialRow } from "./nullspace";
import { constraintToRemove, letPass, multipliers, OPTIMAL, repriceBounds } from "./pricing";
import { DUAL_INFEASIBLE, INACTIVE, NUMERICAL_ERROR, PRIMAL_INFEASIBLE, QP, SOLVED } from "./problem";
import { refine } from "./refine";
import { placeAtSides, refactorize, satisfyWorkingRows } from "./repair";
import { FEASIBILITY } from "./start";

/** Times the end may be found wanting before the solve gives up. */
const MOST_ATTEMPTS: u32 = 30;

/** What Pd may miss zero by in a proof of unboundedness, as a share of d: where the curvature is rounding, and where it may not be. */
const FLAT: f64 = 1e-9;
const STRICTLY_FLAT: f64 = 1e-12;

/** Attempts that go on with the factor at hand; later ones build it anew. */
const TRUSTED_ATTEMPTS: u32 = 2;

/** Feasibility asked for at the end, in scaled units: a few roundings. */
const FINAL_FEASIBILITY: f64 = 1e-14;

/** Sign of the multipliers asked for at the end, as a share of their terms. */
const FINAL_OPTIMALITY: f64 = 1e-14;

/** Back to phase 1 with the working set as it is. */
function resume(qp: QP): void {
  qp.attempts++;
  qp.phase = 1;
  if (qp.attempts > TRUSTED_ATTEMPTS) qp.hasR = false;
  qp.stationary = false;
}

/** After the sides have been put back: the point of the working set at the true sides. */
function settle(qp: QP): void {
  restoreSides(qp);
  placeAtSides(qp);
  satisfyWorkingRows(qp);
  refreshRows(qp);
}

/** Whether a constraint outside the working set is violated by more than `tolerance` allows. */
function anyViolated(qp: QP): bool {
  for (let k: usize = 0; k < qp.n + qp.m; k++) {
    if (getState(qp.state, k) == INACTIVE && violation(qp, k) != 0) return true;
  }
  return false;
}

/**
 * No multiplier is wrong. The sides are put back, the point and the multipliers refined; what is
 * then violated, or wrong, at the last rounding sends the iterations on. The demands relax again by
 * a factor 10 for every few attempts that rounding did not let succeed.
 */
export function concludeOptimal(qp: QP): void {
  if (qp.singular) {
    addArtificialRow(qp);
    qp.singular = false;
  }
  if (qp.perturbed) {
    settle(qp);
    refreshGradient(qp);
  }
  refine(qp);
  refreshAccurately(qp);
  repriceBounds(qp);
  let relaxation: f64 = 1;
  for (let k: u32 = 0; k < qp.attempts; k++) relaxation *= Math.sqrt(10);
  qp.feasibility = min(FEASIBILITY, FINAL_FEASIBILITY * relaxation);
  qp.optimality = max(qp.rounding, FINAL_OPTIMALITY * relaxation);
  if (qp.attempts < MOST_ATTEMPTS) {
    if (anyViolated(qp)) {
      resume(qp);
      return;
    }
    if (constraintToRemove(qp, qp.gradient) != OPTIMAL) {
      qp.attempts++;
      qp.stationary = true;
      return;
    }
  }
  finish(qp);
  if (measure(qp)) {
    qp.status = SOLVED;
    qp.reusable = true;
    return;
  }
  if (qp.attempts >= MOST_ATTEMPTS) {
    qp.status = NUMERICAL_ERROR;
    return;
  }
  refactorize(qp);
  resume(qp);
}

/** Writes x, y and z of the working set. */
function finish(qp: QP): void {
  writePoint(qp);
  writeMultipliers(qp);
  writeActiveSet(qp);
}

/** The sum of infeasibilities is at its minimum and not zero: a proof, or another try. */
export function concludeInfeasible(qp: QP): void {
  if (!qp.perturbed) {
    addViolatedMultipliers(qp);
    if (provesInfeasible(qp)) {
      // y and z hold the proof; x is the point that violates least, and the residuals are its own.
      memory.fill(qp.dual, 0, (qp.n + qp.m) << 3);
      writePoint(qp);
      writeActiveSet(qp);
      measure(qp);
      qp.status = PRIMAL_INFEASIBLE;
      return;
    }
  }
  if (qp.attempts >= MOST_ATTEMPTS) {
    stop(qp);
    qp.status = NUMERICAL_ERROR;
    return;
  }
  // What rounding leaves violated is no infeasibility; what the perturbation did must be undone.
  if (!qp.perturbed) {
    qp.feasibility = min(FEASIBILITY * 100, qp.feasibility * 10);
    refactorize(qp);
  }
  settle(qp);
  resume(qp);
}

/**
 * Nothing blocks a direction of descent whose curvature is rounding: a proof, or where there is none
 * another try. Returns false where the caller may step to the minimum that some
 * curvature allows; `curved` says that it has found one.
 */
export function concludeUnbounded(qp: QP, curved: bool): bool {
  const flat = curved ? STRICTLY_FLAT : FLAT;
  if (provesUnbounded(qp, flat)) {
    stop(qp);
    provesUnbounded(qp, flat);
    qp.status = DUAL_INFEASIBLE;
    return true;
  }
  if (curved || dot(qp.n, qp.rate, qp.curvature) > 0) return false;
  if (qp.attempts >= MOST_ATTEMPTS) {
    stop(qp);
    qp.status = NUMERICAL_ERROR;
    return true;
  }
  // The slope that led here was rounding: multipliers of that size are let pass.
  letPass(qp, max(10 * qp.optimality, 2 * qp.removedShare));
  refactorize(qp);
  settle(qp);
  resume(qp);
  return true;
}

/** Writes the point reached, its multipliers and residuals, for a solve that ends unfinished. */
export function stop(qp: QP): void {
  if (qp.perturbed) {
    settle(qp);
    // What the perturbation allowed the true sides may not: then the last point before it counts.
    if (qp.hasFeasible && anyViolated(qp)) memory.copy(qp.value, qp.feasibleX, qp.n << 3);
  }
  refreshAccurately(qp);
  multipliers(qp, qp.gradient);
  finish(qp);
  measure(qp);
}
