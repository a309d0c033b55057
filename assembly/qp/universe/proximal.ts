/**
 * Where P + D has no curvature along some directions, and the equations of a guess are singular, a term of its own pays for it: the
 * proximal point method (Martinet 1970; Rockafellar 1976, "Monotone operators and the proximal point algorithm") solves
 *
 *     minimise ½xᵀ(P + D)x + qᵀx + Σ φⱼ(xⱼ) + ½ε‖x − centre‖²
 *
 * and takes the solution for the next centre, with a smaller ε. Where the solution stays at its centre it is one without the term. What the
 * directions without curvature do not decide, the first centre does: among equally good portfolios the nearest to it.
 */
import { amax } from "../../blas/amax";
import { get, getIndex, setIndex } from "../../memory/access";
import { stateAt } from "./nodes";
import { pullScale } from "./price";
import { Universe } from "./universe";

/** The first ε, as a share of the mean variance of the members. */
const FIRST: f64 = 1e-4;

/** The share of ε that the next one is, at first: the square root of it wherever that was too small. */
const PACE: f64 = 0.1;

/** The solution nears where it will stay by this share or less from centre to centre: ε remains, and the factor with it. */
const FAST: f64 = 0.1;

/** Where block pivoting finds no solution so often in a row, it is not ε that keeps it from that. */
const MOST_UNSOLVED = 4;

/** Problems with the term at the most. */
export const MOST_PROXIMALS = 60;

/** The solution is at its centre where what the term adds to the gradient is this share of it, or where it is no further away than this share. */
const STAYS: f64 = 1e-14;

/** Goes on with a term around the point priced last, or with a heavier one; false after many. */
export function beginProximal(s: Universe): bool {
  if (s.proximals == MOST_PROXIMALS) return false;
  if (s.shift > 0) {
    if (s.unsolved++ == MOST_UNSOLVED) return false;
    s.shift /= s.pace * s.pace;
    memory.copy(s.x, s.centre, (<usize>s.n) << 3);
    for (let j = 0; j < s.n; j++) setIndex(s.state, j, stateAt(s, j, get(s.x, j)));
  } else {
    for (let k: usize = 0; k < <usize>s.gathered; k++) s.shift += (FIRST * get(s.H, k * s.capacity + k)) / s.gathered;
    // A linear program: the size of what pulls, for weights of size 1.
    if (s.shift == 0) s.shift = FIRST * max(pullScale(s), amax(getIndex(s.nodeStart, s.n), s.slope)) || FIRST;
    s.pace = PACE;
    s.moved = Infinity;
    s.unsolved = 0;
    memory.copy(s.centre, s.pricedX, (<usize>s.n) << 3);
  }
  s.proximals++;
  s.kept = 0;
  return true;
}

/** The solution, which was found with ε, for the next centre; false where it stays where it is, or after many. */
export function goOnProximal(s: Universe, epsilon: f64): bool {
  if (s.proximals == MOST_PROXIMALS) return false;
  let moved: f64 = 0;
  for (let j = 0; j < s.n; j++) moved = max(moved, abs(get(s.x, j) - get(s.centre, j)));
  if (moved <= STAYS * amax(s.n, s.x) || epsilon * moved <= STAYS * amax(s.n, s.gradient)) return false;
  s.proximals++;
  if (s.unsolved > 0) s.pace = sqrt(s.pace);
  s.unsolved = 0;
  s.shift = epsilon;
  if (moved > FAST * s.moved) {
    s.shift *= s.pace;
    s.kept = 0;
  }
  s.moved = moved;
  memory.copy(s.centre, s.x, (<usize>s.n) << 3);
  return true;
}

/** Leaves the term out again, and factors that were found of P. */
export function endProximal(s: Universe): void {
  s.cov = s.given;
  s.shift = 0;
  s.kept = 0;
}
