/**
 * Optimization over a universe by restricted problems (sifting: Bixby, Gregory, Lustig, Marsten and
 * Shanno 1992 for linear programs; column generation on the Markowitz problem: Bettiol et al. 2017):
 *
 *     choose a few promising assets
 *     repeat
 *       solve the problem over the assets seen so far, the others at their nodes
 *       g ← (P + D)x + q over all assets, one pass; who wants to leave its node?
 *       nobody: done; else admit the worst, a batch at a time
 *
 * The last pass is the certificate: it shows that no asset outside the restricted problem would help.
 */
import { amax } from "../../blas/amax";
import { axpy } from "../../blas/axpy";
import { GRAM } from "../../covariance/covariance";
import { diagonal, rank } from "../../covariance/products";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { NUMERICAL_ERROR, PRIMAL_INFEASIBLE, RUNNING, SOLVED } from "../problem";
import { blockPivot } from "./blockPivot";
import { certify, clampToSegments } from "./certify";
import { isFactorModel, multiplyCurvatureSparse } from "./curvature";
import { exactRestricted, NO_ROOM } from "./exact";
import { admit, gatherMembers, separateMembers } from "./members";
import { freeFromNode, isFree, nodesOf, nodeValue, segmentSlope, stateAt, stateNearZero } from "./nodes";
import { admitWorst, membersAtRest, refreshGradient, refreshPulls, settleMultipliers } from "./price";
import { sampled } from "./rows";
import { ROW_FIXED, ROW_FREE, Universe } from "./universe";

/** The status where the workspace does not fit the memory. */
export const OUT_OF_MEMORY = 6;

/**
 * Assets of the first restricted problem. Where P is dense, a pricing pass reads a few of its rows. Where it reads all returns, k
 * members cost k²/2 products of two assets' returns and a pass 2n: a few passes' worth of members, k of the size of √n.
 */
const FIRST_MEMBERS = 64;
const LEAST_FIRST_MEMBERS_OF_RETURNS = 32;
const MOST_FIRST_MEMBERS_OF_RETURNS = 256;

/** Assets of the first restricted problem that have an element in a row, for each row. */
const FIRST_MEMBERS_OF_ROW = 12;

/** A universe no larger than this is its own restricted problem. */
const SMALL = 160;

/** Factors up to this many, and up to this share of the assets, are worth a space of their own. */
const MOST_FACTORS = 256;
const FACTOR_SHARE = 4;

/** Members up to which the active-set method is asked at once where block pivoting fails; beyond, more join first. */
const MOST_EXACT_MEMBERS = 600;

/** Members that a warm start takes beside the free ones, at least. */
const LEAST_WAVERING = 8;

/** Members up to which a warm start may go to the active-set method at once. */
const MOST_STEPWISE_MEMBERS = 200;

/** Rounding of a sum whose terms cancel, as a share of their size. */
const SUM_ROUNDING: f64 = 1e-14;

/** Assets up to which the dense solver is asked where this one does not come to an end (bindings/qp/solveOverUniverse.ts). */
const MOST_FORMED = 2000;

/** How to begin: from the nodes nearest to zero, from x, or from x, y and the sides of the rows of a former solution. */
export const COLD = 0;
export const POINT = 1;
export const WARM = 2;

/** Prepares the solve: states and x. */
export function startUniverse(s: Universe, tolerance: f64, mode: i32): void {
  s.tolerance = tolerance;
  s.stepwise = false;
  s.status = RUNNING;
  s.rounds = 0;
  s.pivots = 0;
  s.steps = 0;
  s.factorizations = 0;
  s.count = 0;
  s.gathered = 0;
  s.nf = 0;
  s.kept = 0;
  s.rank = rank(s.cov);
  s.factorForm = hasFactorForm(s);
  for (let j = 0; j < s.n; j++) {
    setIndex(s.place, j, -1);
    const state = mode != COLD ? stateAt(s, j, get(s.x, j)) : stateNearZero(s, j);
    setIndex(s.state, j, state);
    if (!isFree(state)) set(s.x, j, nodeValue(s, j, state >> 1));
    else if (mode == COLD) set(s.x, j, 0);
  }
  if (mode != WARM) memory.fill(s.y, 0, (<usize>s.m) << 3);
  for (let i = 0; i < s.m; i++) {
    const fixed = get(s.l, i) == get(s.u, i);
    setIndex(s.rowState, i, fixed ? ROW_FIXED : mode != COLD ? getIndex(s.rowState, i) : ROW_FREE);
  }
  for (let j = 0; j < s.n; j++) if (s.factorForm || s.n <= SMALL || isFree(getIndex(s.state, j))) admit(s, j);
  // Some members are known beside those that the point has free: all there are, or by its multipliers.
  const known = s.factorForm || s.n <= SMALL || mode == WARM || (mode == POINT && s.count > 0);
  s.wavering = mode == WARM && s.count < s.n;
  s.sample = known ? 0 : sampleSize(s);
}

/** The first gradient, and with it the first members: a guess, or those that a former solution makes likely. */
export function beginUniverse(s: Universe): void {
  if (!s.factorForm) refreshGradient(s);
  if (s.sample > 0) admitPromising(s);
  if (s.wavering) admitWavering(s);
  s.sample = 0;
}

/**
 * Beside the free assets of a former solution, those members that its multipliers leave nearest to leaving their node, or
 * beyond it, an eighth as many: each at its node, so that a solve of nearly the same problem begins with nearly the right guess.
 * Where more want to leave than are free, to move them all at once would overshoot: the active-set method moves them one by one.
 */
function admitWavering(s: Universe): void {
  refreshPulls(s);
  const free = s.count;
  let leaving = 0;
  for (let j = 0; j < s.n; j++) {
    const node = getIndex(s.state, j) >> 1;
    const pull = get(s.z, j);
    const margin = min(segmentSlope(s, j, node) - pull, pull - segmentSlope(s, j, node - 1));
    set(s.score, j, margin);
    if (margin < 0 && getIndex(s.place, j) < 0) leaving++;
  }
  admitSmallest(s, s.score, -1, free + LEAST_WAVERING + (free >> 3), false);
  s.stepwise = leaving > free && s.count <= MOST_STEPWISE_MEMBERS;
}

/** Assets of the first restricted problem, and of the sample that they are chosen by. */
function sampleSize(s: Universe): i32 {
  if (s.cov.kind != GRAM) return min(s.n, FIRST_MEMBERS);
  const balanced = LEAST_FIRST_MEMBERS_OF_RETURNS + <i32>(2 * Math.sqrt(<f64>s.n));
  return min(s.n, min(balanced, MOST_FIRST_MEMBERS_OF_RETURNS));
}

/** Whether the objective's matrix is a factor model of few factors. */
function hasFactorForm(s: Universe): bool {
  return s.rank > 0 && s.rank <= MOST_FACTORS && s.rank * FACTOR_SHARE <= s.n && isFactorModel(s);
}

/**
 * The first members: the assets with the steepest way down from an equally weighted sample of the
 * universe, and for each row those with an element in it. A guess: it costs rounds if wrong, nothing else.
 */
function admitPromising(s: Universe): void {
  const n = s.n;
  const first = sampleSize(s);
  for (let k = 0; k < first; k++) {
    setIndex(s.order, k, sampled(s, k, first));
    set(s.work, k, 1 / <f64>first);
  }
  const score = s.score;
  multiplyCurvatureSparse(s, s.order, s.work, first, score);
  axpy(n, 1, s.gradient, score);
  admitSmallest(s, score, -1, first);
  for (let i = 0; i < s.m; i++) admitSmallest(s, score, i, FIRST_MEMBERS_OF_ROW);
}

/** Whether asset j has an element in row i; any has in "row" −1. */
// @ts-ignore: decorator
@inline
function isInRow(s: Universe, i: i32, j: usize): bool {
  return i < 0 || get(at(s.A, <usize>i * s.n), j) != 0;
}

/**
 * Admits about the `wanted` assets of smallest score among those with an element in row i (−1: all), on a free segment or at
 * their node. The score they reach is bisected, each time among those that are still in question. Overwrites `work`.
 */
function admitSmallest(s: Universe, score: usize, i: i32, wanted: i32, free: bool = true): void {
  let low = Infinity;
  let high = -Infinity;
  let candidates = 0;
  for (let j = 0; j < s.n; j++) {
    if (!isInRow(s, i, j)) continue;
    const value = get(score, j);
    low = min(low, value);
    high = max(high, value);
    set(s.work, candidates++, value);
  }
  if (candidates == 0) return;
  let limit = high;
  let from = 0;
  let to = candidates;
  for (let halving = 0; candidates > wanted && halving < 30; halving++) {
    limit = 0.5 * (low + high);
    let below = from;
    for (let k = from; k < to; k++) {
      const value = get(s.work, k);
      if (value > limit) continue;
      set(s.work, k, get(s.work, below));
      set(s.work, below++, value);
    }
    if (below > wanted + (wanted >> 2)) {
      high = limit;
      to = below;
    } else if (below < wanted) {
      low = limit;
      from = below;
    } else break;
  }
  for (let j = 0; j < s.n; j++) {
    if (get(score, j) > limit || !isInRow(s, i, j) || getIndex(s.place, j) >= 0) continue;
    admit(s, j);
    if (free) freeFromNode(s, j);
  }
}

/** One round: solves the restricted problem and prices all assets; returns the status, RUNNING while unfinished. */
export function advanceUniverse(s: Universe): i32 {
  if (s.status != RUNNING) return s.status;
  s.rounds++;
  if (!gatherMembers(s)) return (s.status = OUT_OF_MEMORY);
  separateMembers(s);
  const stepwise = s.stepwise;
  s.stepwise = false;
  if (stepwise || !blockPivot(s)) {
    if (s.count < s.n && s.count > MOST_EXACT_MEMBERS && !s.factorForm) {
      admitMore(s);
      return RUNNING;
    }
    const status = solveExactly(s);
    if (status != SOLVED) return status;
  }
  settleMultipliers(s);
  // In the space of the factors the last step has priced all assets.
  if (s.factorForm) memory.copy(s.gradient, s.memberGradient, (<usize>s.n) << 3);
  else refreshGradient(s);
  refreshPulls(s);
  if (admitWorst(s) > 0) return RUNNING;
  return conclude(s);
}

/** Block pivoting failed: a larger restricted problem is more often well posed. */
function admitMore(s: Universe): void {
  const wanted = min(s.n, 2 * s.count);
  admitSmallest(s, s.score, -1, wanted);
  if (s.count < wanted)
    for (let j = 0; j < s.n && s.count < wanted; j++) {
      if (getIndex(s.place, j) >= 0) continue;
      admit(s, j);
      freeFromNode(s, j);
    }
}

/** Leaves the space of the factors for P over the assets that are free: what the active-set method needs. */
function leaveFactorForm(s: Universe): bool {
  s.factorForm = false;
  s.count = 0;
  s.gathered = 0;
  s.nf = 0;
  s.kept = 0;
  for (let j = 0; j < s.n; j++) setIndex(s.place, j, -1);
  for (let j = 0; j < s.n; j++) {
    if (isFree(getIndex(s.state, j))) admit(s, j);
    else set(s.x, j, nodeValue(s, j, getIndex(s.state, j) >> 1));
  }
  refreshGradient(s);
  admitPromising(s);
  if (!gatherMembers(s)) return false;
  separateMembers(s);
  return true;
}

/** The active-set method on the restricted problem; SOLVED goes on to pricing, RUNNING to the next round. */
function solveExactly(s: Universe): i32 {
  if (s.factorForm && !leaveFactorForm(s)) return (s.status = OUT_OF_MEMORY);
  const status = exactRestricted(s);
  if (status == NO_ROOM) return (s.status = OUT_OF_MEMORY);
  if (status == SOLVED) return SOLVED;
  if (status == PRIMAL_INFEASIBLE && admitForFeasibility(s) > 0) return RUNNING;
  return (s.status = status == RUNNING ? NUMERICAL_ERROR : status);
}

/**
 * The restricted problem is infeasible, with y as the proof. An asset outside it weakens the proof
 * by what its bounds allow beyond where it stays: those that can are admitted, the strongest
 * first. If none can, the proof holds for the whole problem; z completes it.
 */
function admitForFeasibility(s: Universe): i32 {
  const allowed = 1e-12 * amax(s.m, s.y);
  memory.fill(s.gradient, 0, (<usize>s.n) << 3);
  refreshPulls(s);
  let found = 0;
  let best: f64 = 0;
  for (let j = 0; j < s.n; j++) {
    const z = get(s.z, j);
    if (getIndex(s.place, j) >= 0 || abs(z) <= allowed) continue;
    const reach = nodeValue(s, j, z > 0 ? nodesOf(s, j) - 1 : 0);
    const gain = z * (reach - nodeValue(s, j, getIndex(s.state, j) >> 1));
    if (!(gain > 0)) continue;
    best = max(best, gain);
    found++;
  }
  if (found == 0) return 0;
  // What is within reach of the best third of the gains, and everything where few can help.
  const limit = found <= 4 * FIRST_MEMBERS ? 0 : best == Infinity ? f64.MAX_VALUE : best / 3;
  for (let j = 0; j < s.n; j++) {
    const z = get(s.z, j);
    if (getIndex(s.place, j) >= 0 || abs(z) <= allowed) continue;
    const reach = nodeValue(s, j, z > 0 ? nodesOf(s, j) - 1 : 0);
    const gain = z * (reach - nodeValue(s, j, getIndex(s.state, j) >> 1));
    if (!(gain > 0) || gain < limit) continue;
    admit(s, j);
    freeFromNode(s, j);
  }
  refreshGradient(s);
  return found;
}

/** Nobody wants in: the residuals from the data decide what is claimed. */
function conclude(s: Universe): i32 {
  if (clampToSegments(s)) {
    refreshGradient(s);
    refreshPulls(s);
  }
  const atRest = membersAtRest(s, 0);
  s.status = (certify(s, 0, 0) && atRest) || isProvedBesideRounding(s) ? SOLVED : NUMERICAL_ERROR;
  return s.status;
}

/**
 * Where no risk is left, or nothing is held, all that a sum is made of cancels, and what is left is the rounding of its terms: those of a
 * row are the size of the nodes, those of a gradient that times the variances.
 */
function isProvedBesideRounding(s: Universe): bool {
  const nodes = getIndex(s.nodeStart, s.n);
  // Without kinks the dense solver can decide, to the last bit.
  if (nodes == 2 * s.n && s.n <= MOST_FORMED) return false;
  diagonal(s.cov, s.work);
  axpy(s.n, 1, s.diagonal, s.work);
  let size: f64 = 0;
  for (let k = 0; k < nodes; k++) {
    const node = abs(get(s.node, k));
    if (node < Infinity) size = max(size, node);
  }
  let held: f64 = 0;
  for (let j = 0; j < s.n; j++) held += abs(get(s.x, j));
  size = SUM_ROUNDING * max(size, held);
  const curvature = amax(s.n, s.work);
  refreshPulls(s);
  const atRest = membersAtRest(s, curvature * size);
  return certify(s, size, curvature) && atRest;
}

/** Writes the residuals of the point reached, for a solve that ends unfinished, or of one that was placed. Returns what they prove. */
export function stopUniverse(s: Universe): i32 {
  clampToSegments(s);
  refreshGradient(s);
  refreshPulls(s);
  const status = conclude(s);
  s.status = RUNNING;
  return status;
}
