import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../../../memory/arena";
import { allocate, release } from "../../../memory/heap";
import { get, getIndex, set, setIndex } from "../../../memory/access";
import { Universe } from "../universe";

/** Numbers of `record` before the multipliers and weights (TraceNumber in bindings/abi.ts). */
export const NUMBERS = 10;

/** What `slot` says of an asset that is not basic: watched, its pull follows every event; or at rest, priced by what bounds its pull (reference.ts). */
export const WATCHED = -1;
export const RESTING = -2;

/** This share of (Σ σⱼ|xⱼ|)², which bounds the terms of xᵀ(P + D)x, may be rounding. */
export const ROUNDED: f64 = 1e-14;

/** What `traceEvent` returns. */
export const MOVED = 0;
export const ENDED = 1;
export const LOST = 2;
export const NO_ROOM = 3;

/** Kinds of events. */
export const NONE = 0;
/** A free asset reaches an end of its segment. */
export const NODE = 1;
/** A row reaches a side. */
export const ROW = 2;
/** An asset at a node wants to leave it. */
export const ENTER = 3;
/** The multiplier of a working row vanishes. */
export const MULTIPLIER = 4;
/** On the way down t is 0, and grows from there on. */
export const TURN = 5;

/**
 * The solutions of a problem over a universe whose linear part moves with a parameter t ≥ 0:
 *
 *     minimise ½xᵀ(P + D)x + (q + t q₁)ᵀx + Σ φⱼ(xⱼ) + t ψⱼ(xⱼ)
 *     subject to l ≤ Ax ≤ u, lb ≤ x ≤ ub, Σ sᵢ(xⱼ) ≤ its side for each kink row i
 *
 * ψⱼ and the sᵢ are piecewise linear with the nodes of φⱼ. A kink row (a limit on turnover or gross exposure) is a row whose
 * coefficients are the slopes of the segments the assets are on; at a kink, its multiplier times the jump of the slope widens the
 * range of pulls at which the asset stays. x(t) is piecewise linear: between two events the basic assets and the working rows solve
 *
 *     [P_FF A_WFᵀ] [dx]     [q₁ + ψ']
 *     [A_WF   0  ] [dy] = − [   0   ]
 *
 * (Markowitz 1956, the critical line; Best 1996; Ferreau, Bock & Diehl 2008). The factor is of P_FF + Σ ρᵢaᵢaᵢᵀ over the working rows,
 * which changes nothing where A_WF dx = 0 and is definite wherever the solution is unique.
 *
 * *Basic* assets F are on a segment; row r of `L` is that of basic[r]. *Parked* rows are at their side without being in the
 * working set: they depend on it, their multiplier stands still, and they join it at the first move that would leave the side.
 */
@unmanaged
export class Trace {
  s: Universe;
  arena: Arena;
  /** The parameter, and whether it grows (1) or falls (−1). */
  t: f64;
  sense: f64;
  /** From here to `sign` what the host reads and writes, in the order of TraceField in bindings/abi.ts. q₁ (n) and ψ' at the places of the nodes. */
  rate: usize;
  slopeRate: usize;
  /** Of the rows: sides, multipliers, sides they are at, activities (rows each). */
  lower: usize;
  upper: usize;
  y: usize;
  rowState: usize;
  activity: usize;
  /** What the host is told of each event: numbers, multipliers, weights of the members. */
  record: usize;
  /** The slopes of the kink rows, one vector of the nodes for each. */
  sign: usize;

  /** Rows in all: m and the kink rows. */
  rows: i32;
  kinkRows: i32;
  nodes: i32;
  /** Whether any slope moves with t or with a multiplier. */
  moving: bool;
  /** Rates of the multipliers and of the activities, whether parked, weight ρ in the factor (rows each). */
  dy: usize;
  activityRate: usize;
  parked: usize;
  weight: usize;
  working: usize;
  mw: i32;

  /** Basic assets: list, place of each asset in it (n; WATCHED or RESTING where it is none), how many, room. */
  basic: usize;
  slot: usize;
  nf: i32;
  room: i32;
  /** Factor (room × room), rows of the working set at the basic assets: as they are (rows × room), and L⁻¹ of them with the right-hand side last. */
  block: usize;
  L: usize;
  C: usize;
  V: usize;
  /** Direction of the basic assets (room), scratch (room). */
  dx: usize;
  /** The largest |dx|. */
  fastest: f64;
  scratch: usize;
  schur: usize;

  /** Assets at rest: all that are no members, and members at nodes that they are far from leaving. */
  resting: i32;
  /** √(eᵀ(P + D)e) of reference.ts at the last event. */
  error: f64;

  /** (P + D)x at the basic and watched members, its rate; x at the reference and dx by members (n each). */
  G: usize;
  dG: usize;
  xRef: usize;
  move: usize;
  /** q + t q₁ + Σ yᵢaᵢ and its rate by members (n). */
  base: usize;
  baseRate: usize;
  /** xᵀ(P + D)x and q₁ᵀx. */
  variance: f64;
  reward: f64;
  /** (P + D)x at the reference, where the last pass was (n), and the rows' activities and Σ σⱼ|xⱼ| there. */
  gRef: usize;
  activityRef: usize;
  termsRef: f64;
  /** Of the way from the reference to x: its square in P + D, how far x is along the way that led to the reference, Σ σⱼ|dⱼ| and Σ |dⱼ·base|, or more. */
  square: f64;
  along: f64;
  terms: f64;
  linear: f64;
  /** What the direction d adds to these: dᵀ(P + D)d, dᵀ(P + D)x, q₁ᵀd, dᵀ(P + D)(x − xRef), and for each the rate of the last three. */
  curvature: f64;
  varianceRate: f64;
  rewardRate: f64;
  squareRate: f64;
  alongRate: f64;
  termsRate: f64;
  linearRate: f64;
  /** The product of the way that led to the reference (n), its square in P + D and the inverse of that; how far x is along it at the event, as a share of it. */
  way: usize;
  squareRef: f64;
  inverseRef: f64;
  alpha: f64;
  /** √(P + D)ⱼⱼ, and the inverse of it, or of its mean where that is larger (n). */
  inverse: usize;
  deviation: usize;
  /** (P + D)x + base at the reference, and between which slopes the pull, which is minus that, stays (n each). */
  baseRef: usize;
  stayLow: usize;
  stayHigh: usize;
  /** t and y at the reference, how far y has gone from there (rows each), and how far t and y went from the reference before. */
  tRef: f64;
  yRef: usize;
  yMoved: usize;
  tLast: f64;
  yLast: usize;
  /** The places of the watched members, and how many. */
  watching: usize;
  watched: i32;
  /** How far from where it is expected the path may be before each asset can want to leave its node (n); the assets where that is less than `reach`, and how many. */
  range: usize;
  near: usize;
  nearby: i32;
  reach: f64;
  /** A weight of rows that stand for the size of P. */
  size: f64;
  /** What rounding may leave where the terms of xᵀ(P + D)x cancel, and a t that is rounding: what pulls is less than that. */
  cancelled: f64;
  nothing: f64;
  /** The size of q₁ beside it, in units of the multipliers of rows of that weight, of ψ', and of both. */
  rateSize: f64;
  slopeSize: f64;
  pace: f64;

  /** The event found: kind, asset or row, side, how far, how fast. */
  event: i32;
  index: i32;
  side: i32;
  delta: f64;
  speed: f64;
  /** What moves: t, or x along a direction without curvature, or y along one that leaves all pulls of basic assets. */
  dt: f64;
  /** The asset on its way in, or the row on its way out, where x moves alone; −1. */
  entering: i32;
  /** The asset that left last (−1), which tells y which way to go. */
  left: i32;
  jumped: bool;
  /** How fast x alone, as it moves, takes a term off that grows with t; 0 where that is rounding. */
  gain: f64;
  stalled: i32;
  events: i32;
  sinceRefresh: i32;
}

/** A trace over a universe that was solved; null where memory does not hold it. The universe stays the caller's. */
export function createTrace(s: Universe, kinkRows: i32): Trace | null {
  const n = s.n;
  const rows = s.m + kinkRows;
  const nodes = getIndex(s.nodeStart, n);
  const bytes =
    vectorBytes(offsetof<Trace>(), 1) +
    15 * vectorBytes(n) +
    <u64>(kinkRows + 1) * vectorBytes(nodes) +
    11 * vectorBytes(rows) +
    3 * vectorBytes(rows, 4) +
    3 * vectorBytes(n, 4) +
    vectorBytes(NUMBERS + <u64>rows + <u64>n) +
    vectorBytes(<u64>(rows + 1) * <u64>(rows + 3));
  const arena = createArena(bytes);
  if (arena == null) return null;
  const p = changetype<Trace>(takeZeroed(arena, offsetof<Trace>(), 1));
  p.arena = arena;
  p.s = s;
  p.kinkRows = kinkRows;
  p.rows = rows;
  p.nodes = nodes;
  p.rate = takeZeroed(arena, n);
  p.slopeRate = takeZeroed(arena, nodes);
  p.sign = take(arena, 0);
  for (let i = 0; i < kinkRows; i++) take(arena, nodes);
  p.lower = take(arena, rows);
  p.upper = take(arena, rows);
  p.y = takeZeroed(arena, rows);
  p.dy = takeZeroed(arena, rows);
  p.weight = take(arena, rows);
  p.activity = take(arena, rows);
  p.activityRate = take(arena, rows);
  p.activityRef = take(arena, rows);
  p.rowState = takeZeroed(arena, rows, 4);
  p.parked = takeZeroed(arena, rows, 4);
  p.working = take(arena, rows, 4);
  p.slot = take(arena, n, 4);
  p.G = take(arena, n);
  p.dG = take(arena, n);
  p.xRef = take(arena, n);
  p.move = takeZeroed(arena, n);
  p.base = take(arena, n);
  p.baseRate = take(arena, n);
  p.gRef = take(arena, n);
  p.inverse = take(arena, n);
  p.deviation = take(arena, n);
  p.baseRef = takeZeroed(arena, n);
  p.stayLow = take(arena, n);
  p.stayHigh = take(arena, n);
  p.yRef = take(arena, rows);
  p.yMoved = take(arena, rows);
  p.yLast = take(arena, rows);
  p.range = take(arena, n);
  p.near = take(arena, n, 4);
  p.watching = take(arena, n, 4);
  p.way = take(arena, n);
  p.record = take(arena, NUMBERS + rows + n);
  p.schur = take(arena, <usize>(rows + 1) * (rows + 3));
  return p;
}

/** Address of the slopes of kink row i. */
// @ts-ignore: decorator
@inline
export function signsOf(p: Trace, i: i32): usize {
  return p.sign + <usize>i * ((((<usize>p.nodes) << 3) + 63) & ~63);
}

/** Makes room for `wanted` basic assets; false where memory is full. What the factor held is copied. */
export function growFactor(p: Trace, wanted: i32): bool {
  if (wanted <= p.room) return true;
  const room = min(p.s.n, max(wanted + 32, wanted + (wanted >> 1)));
  const rows = <u64>p.rows;
  const block = allocate(<u64>room * (<u64>room + 2 * rows + 5) * 8);
  if (block == 0) return false;
  const ld = (<usize>room) << 3;
  const L = block;
  const C = L + <usize>room * ld;
  const V = C + <usize>rows * ld;
  // Rows of V are rotated two at a time: one more is there for the last.
  const dx = V + <usize>(rows + 2) * ld;
  const basic = dx + 2 * ld;
  const old = (<usize>p.room) << 3;
  const used = (<usize>p.nf) << 3;
  for (let r: usize = 0; r < <usize>p.nf; r++) memory.copy(L + r * ld, p.L + r * old, used);
  for (let r: usize = 0; r < <usize>p.mw; r++) memory.copy(C + r * ld, p.C + r * old, used);
  for (let r: usize = 0; r <= <usize>p.mw && p.nf > 0; r++) memory.copy(V + r * ld, p.V + r * old, used);
  memory.copy(dx, p.dx, used);
  memory.copy(basic, p.basic, used >> 1);
  release(p.block);
  p.block = block;
  p.L = L;
  p.C = C;
  p.V = V;
  p.dx = dx;
  p.scratch = dx + ld;
  p.basic = basic;
  p.room = room;
  return true;
}

/** Gives the workspace back. */
export function releaseTrace(p: Trace): void {
  release(p.block);
  releaseArena(p.arena);
}

/** Lists the working rows: those at a side that are not parked. */
export function listRows(p: Trace): void {
  p.mw = 0;
  for (let i = 0; i < p.rows; i++) {
    if (getIndex(p.rowState, i) != 0 && getIndex(p.parked, i) == 0) setIndex(p.working, p.mw++, i);
  }
}

/** Lists in `order` the assets that x + δ·move has elsewhere than xRef, and in `work` by how much; returns how many, all of them members. */
export function listMoved(p: Trace, delta: f64): i32 {
  const s = p.s;
  const count = s.count;
  const members = s.members;
  const x = s.x;
  const xRef = p.xRef;
  const move = p.move;
  const order = s.order;
  const ways = s.work;
  let moved = 0;
  for (let k = 0; k < count; k++) {
    const j = getIndex(members, k);
    const d = get(x, j) - get(xRef, k) + delta * get(move, k);
    if (d == 0) continue;
    setIndex(order, moved, j);
    set(ways, moved++, d);
  }
  return moved;
}

/** Σ vⱼdⱼ over what `listMoved` left. */
export function alongMoved(p: Trace, v: usize, moved: i32): f64 {
  const order = p.s.order;
  const ways = p.s.work;
  let sum: f64 = 0;
  for (let k = 0; k < moved; k++) sum += get(ways, k) * get(v, getIndex(order, k));
  return sum;
}
