/**
 * The restricted problem by the active-set method on P over the members (../solve.ts): where block
 * pivoting does not converge, where P is singular, and where the restricted problem is infeasible.
 *
 * A member with kinks becomes one variable for each of its segments, x + Σ dₖ with x + dₖ between the
 * ends of segment k, or dₖ between 0 and its length: the slopes increase, so that an optimum fills the segments in order.
 */
import { amax } from "../../blas/amax";
import { dot } from "../../blas/dot";
import { at, get, getIndex, getState, set, setIndex, setState } from "../../memory/access";
import { createProblem, DUAL_INFEASIBLE, NUMERICAL_ERROR, QP, releaseProblem, RUNNING, SOLVED } from "../problem";
import { advance } from "../solve";
import { COLD, start, WARM } from "../start";
import { clampToSegments, rowRounding, SUM_ROUNDING } from "./certify";
import { isFree, nodesOf, nodeValue, segmentSlope, stateAt } from "./nodes";
import { ROW_FIXED, Universe } from "./universe";

/** Iterations at the most, for each variable and row. */
const ITERATIONS_EACH: u32 = 50;

/** The ends of segments are met to this share. */
const ENDS: f64 = 1e-9;

// @ts-ignore: decorator
@inline
function clamp(x: f64, low: f64, high: f64): f64 {
  return min(max(x, low), high);
}

// @ts-ignore: decorator
@inline
function left(difference: f64, rounding: f64): f64 {
  return abs(difference) > rounding ? difference : 0;
}

/** Hands the restricted problem to the active-set method; false where memory is full. */
export function beginExact(s: Universe): bool {
  let variables = 0;
  for (let k = 0; k < s.count; k++) variables += nodesOf(s, getIndex(s.members, k)) - 1;
  const problem = createProblem(variables, s.m);
  if (problem == null) return false;
  const qp = problem;
  s.exact = problem;
  write(s, qp);
  // A linear program ends at a vertex: from a point between the bounds every variable would have to go to one, one by one.
  start(qp, 1e-9, amax(qp.n * qp.n, qp.P) > 0 ? WARM : COLD);
  return true;
}

/** Goes on for a few milliseconds; returns RUNNING while it is unfinished, else the status of the solver. */
export function goOnExact(s: Universe, qp: QP): i32 {
  const before = qp.iterations;
  const most = ITERATIONS_EACH * <u32>(qp.n + qp.m) + 1000;
  const status = advance(qp, most);
  s.pivots += qp.iterations - before;
  if (status == RUNNING && qp.iterations < most) return RUNNING;
  read(s, qp, status);
  endExact(s);
  return status == RUNNING ? NUMERICAL_ERROR : status;
}

/** Gives up what is unfinished. */
export function endExact(s: Universe): void {
  const qp = s.exact;
  if (qp != null) releaseProblem(qp);
  s.exact = null;
}

/** The variables' data: they count from x as it is, where q is the gradient and of the size of what is still to be gained. */
function write(s: Universe, qp: QP): void {
  clampToSegments(s);
  for (let i = 0; i < s.m; i++) {
    const row = at(s.A, <usize>i * s.n);
    const fixed = dot(s.n, row, s.x);
    set(qp.offset, i, fixed);
    // Where x is at a side but for rounding, what is left would be all that the problem is made of.
    const rounding = rowRounding(s, i);
    set(qp.l, i, left(get(s.l, i) - fixed, rounding));
    set(qp.u, i, left(get(s.u, i) - fixed, rounding));
    const state = getIndex(s.rowState, i);
    setState(qp.activeSet, qp.n + i, state == ROW_FIXED ? 1 : state);
  }
  let v: usize = 0;
  for (let k = 0; k < s.count; k++) {
    const j = <usize>getIndex(s.members, k);
    const segments = nodesOf(s, j) - 1;
    let linear = get(s.linear, k);
    const row = at(s.H, <usize>k * s.capacity);
    for (let c = 0; c < s.count; c++) linear += get(row, c) * get(s.x, getIndex(s.members, c));
    for (let g = 0; g < segments; g++) {
      writeVariable(s, qp, v, j, g, linear);
      writeColumn(s, qp, v, k);
      v++;
    }
  }
}

/** Variable v: how far asset j has moved on segment g. */
function writeVariable(s: Universe, qp: QP, v: usize, j: usize, g: i32, gradient: f64): void {
  const low = nodeValue(s, j, g);
  const high = nodeValue(s, j, g + 1);
  const from = clamp(get(s.x, j), low, high);
  set(qp.q, v, gradient + segmentSlope(s, j, g));
  set(qp.lb, v, low - from);
  set(qp.ub, v, high - from);
  set(qp.x, v, 0);
  const state = getIndex(s.state, j);
  const on = state >> 1;
  setState(qp.activeSet, v, isFree(state) && on == g ? 0 : on > g ? 1 : -1);
}

/** The row of P and the column of A of variable v, which belongs to member k. */
function writeColumn(s: Universe, qp: QP, v: usize, k: usize): void {
  const row = at(s.H, k * s.capacity);
  const j = getIndex(s.members, k);
  let w: usize = 0;
  for (let c = 0; c < s.count; c++) {
    for (let g = nodesOf(s, getIndex(s.members, c)) - 1; g > 0; g--) set(at(qp.P, v * qp.n), w++, get(row, c));
  }
  for (let i: usize = 0; i < <usize>s.m; i++) set(at(qp.A, i * qp.n), v, get(at(s.A, i * s.n), j));
}

/** x, y and the states from the solution; y alone, as the proof, where there is none. */
function read(s: Universe, qp: QP, status: i32): void {
  memory.copy(s.y, qp.y, (<usize>s.m) << 3);
  if (status == DUAL_INFEASIBLE) readRay(s, qp);
  if (status != SOLVED && status != RUNNING) return;
  let v: usize = 0;
  for (let k = 0; k < s.count; k++) {
    const j = <usize>getIndex(s.members, k);
    const segments = nodesOf(s, j) - 1;
    let x = get(s.x, j);
    let free = false;
    for (let g = 0; g < segments; g++) {
      if (getState(qp.activeSet, v) == 0) free = true;
      x += get(qp.x, v++);
    }
    x = toNode(s, j, clamp(x, nodeValue(s, j, 0), nodeValue(s, j, segments)), free);
    set(s.x, j, x);
    setIndex(s.state, j, stateAt(s, j, x));
  }
  for (let i = 0; i < s.m; i++) {
    const fixed = get(s.l, i) == get(s.u, i);
    setIndex(s.rowState, i, fixed ? ROW_FIXED : getState(qp.activeSet, qp.n + i));
  }
}

/**
 * x, or the node nearest to it where only the rounding of the sum of its segments is between; where none of them is free what the solver
 * leaves of their ends. Segments of one slope may be filled in any order: x is then at no node.
 */
function toNode(s: Universe, j: usize, x: f64, free: bool): f64 {
  let nearest = x;
  let least = Infinity;
  for (let k = nodesOf(s, j) - 1; k >= 0; k--) {
    const node = nodeValue(s, j, k);
    if (abs(x - node) >= least) continue;
    least = abs(x - node);
    nearest = node;
  }
  return least > (free ? SUM_ROUNDING : ENDS) * max(abs(x), abs(get(s.x, j))) ? x : nearest;
}

/** x ← the ray of the restricted problem, zero at every other asset: it is one of the whole problem. */
function readRay(s: Universe, qp: QP): void {
  memory.fill(s.x, 0, (<usize>s.n) << 3);
  let v: usize = 0;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    for (let g = nodesOf(s, j) - 1; g > 0; g--) set(s.x, j, get(s.x, j) + get(qp.x, v++));
  }
}
