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
import { Covariance, DENSE, GRAM } from "../../covariance/covariance";
import { isLowRank } from "../../covariance/lowRank";
import { diagonal, rank } from "../../covariance/products";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { NUMERICAL_ERROR, PRIMAL_INFEASIBLE, RUNNING, SOLVED } from "../problem";
import { admitForFeasibility, admitMore, admitPromising, admitWavering, sampleSize } from "./admission";
import { blockPivot } from "./blockPivot";
import { certify, clampToSegments, holdRows, sizeOf } from "./certify";
import { isFactorModel } from "./curvature";
import { isSemidefinite, isSingular } from "./equalityStep";
import { beginExact, goOnExact } from "./exact";
import { admit, gatherMembers, separateMembers } from "./members";
import { beginFeasibility, giveUp, isRefuted, provesInfeasible } from "./feasibility";
import { isFree, nodeValue, stateAt, stateNear } from "./nodes";
import { beginProximal, endProximal, goOnProximal, MOST_PROXIMALS } from "./proximal";
import { admitWorst, membersAtRest, price, pullScale, refreshGradient, refreshPulls, settleMultipliers } from "./price";
import { ROW_FIXED, ROW_FREE, rowSide, Universe } from "./universe";

/** The status where the workspace does not fit the memory. */
export const OUT_OF_MEMORY = 6;

/** A universe no larger than this is its own restricted problem. */
const SMALL = 160;

/** Factors up to this many, and up to this share of the assets, are worth a space of their own. */
const MOST_FACTORS = 256;
const FACTOR_SHARE = 4;

/** With a proximal term, where most members are free, so many too, up to this share of the members. */
const MOST_PROXIMAL_FACTORS = 512;
const PROXIMAL_FACTOR_SHARE = 3;

/** All of a dense P is looked at where it has no more factors over the members than this share of them. */
const KNOWN_SHARE = 0.75;

/** Members up to which the active-set method is asked at once where block pivoting fails; beyond, more join first. */
const MOST_EXACT_MEMBERS = 600;

/** Rounding of a sum whose terms cancel, as a share of their size. */
const SUM_ROUNDING: f64 = 1e-14;

/** A dual residual below this share of the gradient's terms is as good as the active-set method can be asked for. */
const ROUGH: f64 = 1e-12;

/** Where a solution is not proved, assets nearer to a node, or to zero, than this share of what may be held may be there. */
const NEXT_TO: f64 = 1e-12;

/** How to begin: from the nodes nearest to zero, from x, or from x, y and the sides of the rows of a former solution. */
export const COLD = 0;
export const POINT = 1;
export const WARM = 2;

/** Prepares the solve: states and x. A strict one leaves to others what only rounding is left of. */
export function startUniverse(s: Universe, tolerance: f64, mode: i32, strict: bool): void {
  s.tolerance = tolerance;
  s.strict = strict;
  s.stepwise = false;
  s.seeksFactors = false;
  s.refined = false;
  s.infeasible = false;
  s.hasAsked = false;
  s.status = RUNNING;
  s.rounds = 0;
  s.pivots = 0;
  s.shift = 0;
  s.proximals = 0;
  s.count = 0;
  s.gathered = 0;
  s.nf = 0;
  s.kept = 0;
  s.cov = s.given;
  s.rank = rank(s.cov);
  s.factorForm = hasFactorForm(s, mostFactors(s));
  for (let j = 0; j < s.n; j++) {
    setIndex(s.place, j, -1);
    const state = mode != COLD ? stateAt(s, j, get(s.x, j)) : stateNear(s, j, 0);
    setIndex(s.state, j, state);
    if (!isFree(state)) set(s.x, j, nodeValue(s, j, state >> 1));
    else if (mode == COLD) set(s.x, j, 0);
  }
  if (mode != WARM) memory.fill(s.y, 0, (<usize>s.m) << 3);
  for (let i = 0; i < s.m; i++) {
    // Once: A stays as it was written.
    if (get(s.rowSize, i) == 0) set(s.rowSize, i, amax(s.n, at(s.A, <usize>i * s.n)) || 1);
    // A row begins at a side only where it has that side.
    if (get(s.l, i) == get(s.u, i)) setIndex(s.rowState, i, ROW_FIXED);
    else if (mode == COLD || abs(rowSide(s, i)) == Infinity) setIndex(s.rowState, i, ROW_FREE);
  }
  for (let j = 0; j < s.n; j++) if (s.factorForm || s.n <= SMALL || isFree(getIndex(s.state, j))) admit(s, j);
  // Some members are known beside those that the point has free: all there are, or by its multipliers.
  const known = s.factorForm || s.n <= SMALL || mode == WARM || (mode == POINT && s.count > 0);
  s.wavering = mode == WARM && s.count < s.n;
  s.sample = known ? 0 : sampleSize(s);
}

/** The first gradient, known where a former solve ended, and with it the first members: a guess, or those that a former solution makes likely. */
export function beginUniverse(s: Universe): void {
  if (!s.factorForm) refreshGradient(s, true);
  if (s.sample > 0) admitPromising(s);
  if (s.wavering) admitWavering(s);
  s.sample = 0;
}

function mostFactors(s: Universe): i32 {
  return min(MOST_FACTORS, s.n / FACTOR_SHARE);
}

/** Whether the objective's matrix is a factor model of `most` factors at the most. */
function hasFactorForm(s: Universe, most: i32): bool {
  return s.rank > 0 && s.rank <= most && isFactorModel(s);
}

/** One round, or a part of a long one: returns the status, RUNNING while unfinished. */
export function advanceUniverse(s: Universe): i32 {
  if (s.status != RUNNING) return s.status;
  const status = advanceRound(s);
  if (s.exact == null && s.asked == null) s.rounds++;
  return status;
}

/** Solves the restricted problem and prices all assets. */
function advanceRound(s: Universe): i32 {
  if (s.asked != null) return goOnFeasibility(s);
  if (s.exact == null) {
    // Where all begin free, and nothing curves, the first equations are singular, and need no P either.
    if (s.rounds == 0 && s.count == s.n && !s.factorForm && isLinear(s)) goProximal(s);
    useFactors(s);
    if (!gatherMembers(s)) return (s.status = OUT_OF_MEMORY);
    separateMembers(s);
    const stepwise = s.stepwise;
    s.stepwise = false;
    if (stepwise || !blockPivot(s)) {
      if (!stepwise && (s.shift > 0 || isSingular(s)) && goProximal(s)) return RUNNING;
      leaveProximal(s);
      // The next restricted problem would cost more.
      if (!s.hasAsked && (s.infeasible || s.count > MOST_EXACT_MEMBERS)) return askFeasibility(s);
      if (s.count < s.n && s.count > MOST_EXACT_MEMBERS && !s.factorForm && !isLinear(s)) {
        admitMore(s);
        return RUNNING;
      }
      if ((s.factorForm && !leaveFactorForm(s)) || !beginExact(s)) return (s.status = OUT_OF_MEMORY);
    }
  }
  const exact = s.exact;
  if (exact != null) {
    const status = goOnExact(s, exact);
    s.infeasible = status == PRIMAL_INFEASIBLE;
    if (s.infeasible && admitForFeasibility(s) > 0) return RUNNING;
    if (s.infeasible && !provesInfeasible(s)) return (s.status = NUMERICAL_ERROR);
    if (status != SOLVED) return (s.status = status);
  }
  settleMultipliers(s);
  priceRound(s);
  if (admitWorst(s) > 0) return RUNNING;
  if (s.shift > 0) return concludeProximal(s);
  conclude(s);
  if (exact != null && isRough(s) && goStepwise(s)) return (s.status = RUNNING);
  if (s.status == SOLVED || (!s.strict && concludeHeld(s) == SOLVED)) return SOLVED;
  // What is proved by no more than rounding is tried once more, from there: with a proximal term, or by the active-set method.
  const goesOn = (!s.factorForm && s.proximals == 0 && goProximal(s)) || (exact == null && goStepwise(s));
  return goesOn ? (s.status = RUNNING) : s.status;
}

/** Asks whether all constraints can hold. */
function askFeasibility(s: Universe): i32 {
  s.hasAsked = true;
  if (!beginFeasibility(s)) return (s.status = OUT_OF_MEMORY);
  const asked = s.asked as Universe;
  startUniverse(asked, s.tolerance, COLD, false);
  // What always can is not asked.
  asked.hasAsked = true;
  beginUniverse(asked);
  return RUNNING;
}

/** The end, where not all constraints can hold; else the active-set method is next. */
function goOnFeasibility(s: Universe): i32 {
  const asked = s.asked as Universe;
  const status = advanceUniverse(asked);
  if (status == RUNNING) return RUNNING;
  s.pivots += asked.pivots;
  if (status == SOLVED && isRefuted(s, asked)) s.status = PRIMAL_INFEASIBLE;
  giveUp(s);
  s.stepwise = true;
  return s.status;
}

/** Whether the next round goes to the active-set method at once, without block pivoting: no more than once in a solve. */
function goStepwise(s: Universe): bool {
  if (s.refined) return false;
  s.refined = true;
  s.stepwise = true;
  return true;
}

/** Prices all assets at the solution of the restricted problem: in the space of the factors the last step has their gradient. */
function priceRound(s: Universe): void {
  if (s.factorForm) memory.copy(s.gradient, s.memberGradient, (<usize>s.n) << 3);
  else refreshGradient(s);
  refreshPulls(s);
}

/** How many factors are worth a space of their own with a proximal term and so many members. */
function mostProximalFactors(s: Universe, members: i32): i32 {
  return max(mostFactors(s), min(MOST_PROXIMAL_FACTORS, members / PROXIMAL_FACTOR_SHARE));
}

/** Whether the next round has a proximal term; where P over the members is dense and of few factors, all of it is looked at. */
function goProximal(s: Universe): bool {
  if (s.count <= SMALL || !beginProximal(s)) return false;
  const most = min(mostProximalFactors(s, s.n), <i32>(KNOWN_SHARE * s.count));
  s.seeksFactors = s.given.kind == DENSE && s.given.factors == 0 && isLowRank(s.given, s.members, s.count, most);
  return true;
}

/** Goes on with a proximal term in the space of the factors, where those are few, of a dense P too: where they are sought all of its rows are there by now. */
function useFactors(s: Universe): void {
  const given = s.given;
  // Where all assets are members they are found by now.
  if (s.seeksFactors && given.factors == 0) {
    for (let j = 0; j < s.n; j++) setIndex(s.order, j, j);
    isLowRank(given, s.order, s.n, mostProximalFactors(s, s.n));
  }
  s.seeksFactors = false;
  if (s.shift == 0) return;
  if (given.factors != 0) s.cov = changetype<Covariance>(given.factors);
  s.rank = rank(s.cov);
  if (s.factorForm) return;
  if (hasFactorForm(s, mostProximalFactors(s, s.count))) enterFactorForm(s);
  else s.cov = given;
}

/** The problem without the term again, in the middle of a round. */
function leaveProximal(s: Universe): void {
  const shift = s.shift;
  endProximal(s);
  if (shift == 0) return;
  refreshGradient(s);
  separateMembers(s);
}

/** The solution with a proximal term: the end, or the next centre. */
function concludeProximal(s: Universe): i32 {
  const shift = s.shift;
  s.shift = 0;
  s.cov = s.given;
  clampToSegments(s);
  price(s);
  const isProved = isProvedBesideRounding(s, 0);
  // At its centre the term adds nothing to the gradient.
  if (!isProved && goOnProximal(s, shift)) return RUNNING;
  // With a term that is heavy enough any problem is convex.
  if (s.cov.kind == GRAM || s.factorForm || isSemidefinite(s)) {
    if (isProved) return (s.status = s.strict ? NUMERICAL_ERROR : SOLVED);
    for (let attempt = 0; attempt < 2; attempt++) {
      refreshPulls(s);
      if (conclude(s) == SOLVED) return SOLVED;
      // Where nothing pulls, what the term has left of the multipliers is rounding.
      memory.fill(s.y, 0, (<usize>s.m) << 3);
    }
  }
  endProximal(s);
  s.stepwise = true;
  return (s.status = RUNNING);
}

/** All assets become members, at the states they have. */
function enterFactorForm(s: Universe): void {
  s.factorForm = true;
  s.count = 0;
  s.nf = 0;
  for (let j = 0; j < s.n; j++) setIndex(s.place, j, -1);
  for (let j = 0; j < s.n; j++) admit(s, j);
}

/**
 * Leaves the space of the factors for P over the assets that are free: what the active-set method needs. A linear program ends at a vertex, where
 * few are: its restricted problem begins without them.
 */
function leaveFactorForm(s: Universe): bool {
  const linear = isLinear(s);
  if (linear) s.proximals = MOST_PROXIMALS;
  s.factorForm = false;
  s.count = 0;
  s.gathered = 0;
  s.nf = 0;
  s.kept = 0;
  for (let j = 0; j < s.n; j++) setIndex(s.place, j, -1);
  for (let j = 0; j < s.n; j++) {
    if (linear) setIndex(s.state, j, stateNear(s, j, get(s.centre, j)));
    const state = getIndex(s.state, j);
    if (isFree(state)) admit(s, j);
    else set(s.x, j, nodeValue(s, j, state >> 1));
  }
  refreshGradient(s);
  admitPromising(s);
  if (!gatherMembers(s)) return false;
  separateMembers(s);
  return true;
}

/** Nobody wants in: the residuals from the data decide what is claimed. */
function conclude(s: Universe): i32 {
  if (clampToSegments(s)) {
    price(s);
  }
  const atRest = membersAtRest(s, s.tolerance);
  s.status =
    (certify(s, s.tolerance) && atRest) || (!s.strict && isProvedBesideRounding(s, s.tolerance)) ? SOLVED : NUMERICAL_ERROR;
  return s.status;
}

/**
 * Whether the active-set method, which lets multipliers pass that are small beside the gradient it began at, is to begin once more where it
 * ended, where the gradient is that of the solution.
 */
function isRough(s: Universe): bool {
  const dual = get(s.info, 2);
  return dual > ROUGH * pullScale(s) && dual > curvatureOf(s) * SUM_ROUNDING * sizeOf(s);
}

/** Whether the objective has no curvature: more members do not make the restricted problem better posed then. */
function isLinear(s: Universe): bool {
  return curvatureOf(s) == 0;
}

/** The largest variance. */
function curvatureOf(s: Universe): f64 {
  diagonal(s.cov, s.work);
  axpy(s.n, 1, s.diagonal, s.work);
  return amax(s.n, s.work);
}

/** The same where assets next to a node, or to zero, go there, and the others hold the rows. */
function concludeHeld(s: Universe): i32 {
  holdRows(s, NEXT_TO * sizeOf(s));
  price(s);
  return conclude(s);
}

/**
 * Where no risk is left, or nothing is held, all that a sum is made of cancels, and what is left is the rounding of its terms: those of a
 * row are the size of the nodes, those of a gradient that times the variances.
 */
function isProvedBesideRounding(s: Universe, tolerance: f64): bool {
  const size = SUM_ROUNDING * sizeOf(s);
  const curvature = curvatureOf(s);
  refreshPulls(s);
  const atRest = membersAtRest(s, tolerance, curvature * size);
  return certify(s, tolerance, size, curvature) && atRest;
}

/** Writes the residuals of the point reached, for a solve that ends unfinished, or of one that was placed. Returns what they prove. */
export function stopUniverse(s: Universe): i32 {
  giveUp(s);
  endProximal(s);
  clampToSegments(s);
  price(s);
  const status = conclude(s);
  s.status = RUNNING;
  return status;
}
