/** Who joins the restricted problem, but for what pricing finds (price.ts): at the start, where it is infeasible, where block pivoting fails. */
import { axpy } from "../../blas/axpy";
import { GRAM } from "../../covariance/covariance";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { ROUNDING } from "../certify";
import { multiplyCurvatureSparse } from "./curvature";
import { admit } from "./members";
import { freeFromNode, nodesOf, nodeValue, segmentSlope } from "./nodes";
import { refreshGradient, refreshPulls, rowsPull } from "./price";
import { sampled } from "./rows";
import { Universe } from "./universe";

/**
 * Assets of the first restricted problem. Where P is dense, a pricing pass reads a few of its rows. Where it reads all returns, k
 * members cost k²/2 products of two assets' returns and a pass 2n: a few passes' worth of members, k of the size of √n.
 */
const FIRST_MEMBERS = 64;
const LEAST_FIRST_MEMBERS_OF_RETURNS = 32;
const MOST_FIRST_MEMBERS_OF_RETURNS = 256;

/** Assets of the first restricted problem that have an element in a row, for each row. */
const FIRST_MEMBERS_OF_ROW = 12;

/** Members that a warm start takes beside the free ones, at least. */
const LEAST_WAVERING = 8;

/** Members up to which a warm start may go to the active-set method at once. */
const MOST_STEPWISE_MEMBERS = 200;

/** Where no more assets than this can make the restricted problem feasible all are admitted. */
const FEW_THAT_HELP = 256;

/** Assets of the first restricted problem, and of the sample that they are chosen by. */
export function sampleSize(s: Universe): i32 {
  if (s.cov.kind != GRAM) return min(s.n, FIRST_MEMBERS);
  const balanced = LEAST_FIRST_MEMBERS_OF_RETURNS + <i32>(2 * Math.sqrt(<f64>s.n));
  return min(s.n, min(balanced, MOST_FIRST_MEMBERS_OF_RETURNS));
}

/**
 * The first members: the assets with the steepest way down from an equally weighted sample of the
 * universe, and for each row those with an element in it. A guess: it costs rounds if wrong, nothing else.
 */
export function admitPromising(s: Universe): void {
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
 * Admits about the `wanted` assets of smallest score, NaN for none, among those with an element in row i (−1: all), on a free
 * segment or at their node. The score they reach is bisected, each time among those that are still in question. Overwrites `work`.
 */
function admitSmallest(s: Universe, score: usize, i: i32, wanted: i32, free: bool = true): void {
  let low = Infinity;
  let high = -Infinity;
  let candidates = 0;
  for (let j = 0; j < s.n; j++) {
    if (!isInRow(s, i, j)) continue;
    const value = get(score, j);
    if (isNaN(value)) continue;
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
  // Of many alike those that come first.
  let room = wanted + (wanted >> 2);
  for (let j = 0; j < s.n && room > 0; j++) {
    if (!(get(score, j) <= limit) || !isInRow(s, i, j)) continue;
    room--;
    if (getIndex(s.place, j) >= 0) continue;
    admit(s, j);
    if (free) freeFromNode(s, j);
  }
}

/**
 * Beside the free assets of a former solution, those members that its multipliers leave nearest to leaving their node, or
 * beyond it, an eighth as many: each at its node, so that a solve of nearly the same problem begins with nearly the right guess.
 * Where more want to leave than are free, to move them all at once would overshoot: the active-set method moves them one by one.
 */
export function admitWavering(s: Universe): void {
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

/** Block pivoting failed: a larger restricted problem is more often well posed. */
export function admitMore(s: Universe): void {
  const wanted = min(s.n, 2 * s.count);
  admitSmallest(s, s.score, -1, wanted);
  if (s.count < wanted)
    for (let j = 0; j < s.n && s.count < wanted; j++) {
      if (getIndex(s.place, j) >= 0) continue;
      admit(s, j);
      freeFromNode(s, j);
    }
}

/**
 * The restricted problem is infeasible, with y as the proof. An asset outside it weakens the proof
 * by what its bounds allow beyond where it stays: those that can are admitted, the strongest
 * first, and of many alike the most promising. If none can, the proof is one of the whole problem.
 */
export function admitForFeasibility(s: Universe): i32 {
  const allowed = ROUNDING * rowsPull(s);
  const gain = s.gradient;
  memory.fill(gain, 0, (<usize>s.n) << 3);
  refreshPulls(s);
  let found = 0;
  let best: f64 = 0;
  for (let j = 0; j < s.n; j++) {
    const z = get(s.z, j);
    if (getIndex(s.place, j) >= 0 || abs(z) <= allowed) continue;
    const reach = nodeValue(s, j, z > 0 ? nodesOf(s, j) - 1 : 0);
    const weakened = z * (reach - nodeValue(s, j, getIndex(s.state, j) >> 1));
    if (!(weakened > 0)) continue;
    set(gain, j, weakened);
    best = max(best, weakened);
    found++;
  }
  if (found == 0) return 0;
  // What is within reach of the best third of the gains, as many as there are members; everything where few can help.
  const isFew = found <= FEW_THAT_HELP;
  const limit = isFew ? f64.MIN_VALUE : best == Infinity ? f64.MAX_VALUE : best / 3;
  for (let j = 0; j < s.n; j++) set(gain, j, get(gain, j) >= limit ? get(s.score, j) : NaN);
  admitSmallest(s, gain, -1, max(s.count, FEW_THAT_HELP));
  refreshGradient(s);
  return found;
}
