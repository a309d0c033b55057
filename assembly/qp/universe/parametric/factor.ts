/**
 * The factor of P over the basic assets with the working rows, P_FF + Σ ρᵢaᵢaᵢᵀ = L Lᵀ, and beside it
 *
 *     V = A_WF L⁻ᵀ      v = L⁻¹(q₁ + ψ')_F, the row of V behind those of the working set
 *
 * An asset joins in O(f²) by one more row of each, and leaves in O(f²) by plane rotations of the columns to its right (Gill, Golub,
 * Murray & Saunders 1974, §5), which V takes part in. A row that joins or leaves has all built anew.
 */
import { amax } from "../../../blas/amax";
import { axpy } from "../../../blas/axpy";
import { dot } from "../../../blas/dot";
import { gemvT } from "../../../blas/gemv";
import { rotC, rotg, rotS } from "../../../blas/rotg";
import { scal } from "../../../blas/scal";
import { potrf, potrfScratch } from "../../../linalg/potrf";
import { potrfDependent } from "../../../linalg/potrfDependent";
import { potrs } from "../../../linalg/potrs";
import { trsm, trsmScratch } from "../../../linalg/trsm";
import { trsv, trsvT } from "../../../linalg/trsv";
import { at, get, getIndex, set, setIndex } from "../../../memory/access";
import { reserveFactor } from "../equalityStep";
import { growFactor, listRows, signsOf, Trace, WATCHED } from "./trace";

/** A pivot below this share of its diagonal: no curvature, or a row that depends on others. */
const NO_CURVATURE: f64 = 1e-11;

/** So little of the square of a right-hand side is left beside the rows that rounding counts. */
const LITTLE: f64 = 1e-4;

/** The direction is zero where this share or less of its right-hand side, or of what that is as a rule, is left beside the rows. */
const STANDS: f64 = 1e-12;

/** Coefficient of row i at asset j, which is on segment `segment` where it is free. */
// @ts-ignore: decorator
@inline
export function coefficient(p: Trace, i: i32, j: i32, segment: i32): f64 {
  if (i < p.s.m) return get(at(p.s.A, <usize>i * p.s.n), j);
  return get(signsOf(p, i - p.s.m), getIndex(p.s.nodeStart, j) + segment);
}

/** q₁ + ψ' of asset j on its segment. */
// @ts-ignore: decorator
@inline
function rateOn(p: Trace, j: i32): f64 {
  return get(p.rate, j) + get(p.slopeRate, getIndex(p.s.nodeStart, j) + (getIndex(p.s.state, j) >> 1));
}

/** out[k] ← the element of P + Σ ρᵢaᵢaᵢᵀ at asset j and basic asset k, for the first nf; returns that at j itself. Writes j's coefficients behind C. */
function gatherRow(p: Trace, j: i32, out: usize): f64 {
  const s = p.s;
  const place = <usize>getIndex(s.place, j);
  const H = at(s.H, place * s.capacity);
  const nf = <usize>p.nf;
  for (let k: usize = 0; k < nf; k++) set(out, k, get(H, getIndex(s.place, getIndex(p.basic, k))));
  let own = get(H, place);
  const segment = getIndex(s.state, j) >> 1;
  for (let r: usize = 0; r < <usize>p.mw; r++) {
    const i = getIndex(p.working, r);
    const row = at(p.C, r * p.room);
    const a = coefficient(p, i, j, segment);
    set(row, nf, a);
    axpy(nf, get(p.weight, i) * a, row, out);
    own += get(p.weight, i) * a * a;
  }
  return own;
}

/** Makes asset j, which has a segment, basic. False where that leaves a direction without curvature: the row of L behind the others is then that of j. */
export function append(p: Trace, j: i32): bool {
  const nf = <usize>p.nf;
  const ld = <usize>p.room;
  const row = at(p.L, nf * ld);
  const own = gatherRow(p, j, row);
  trsv(p.nf, p.L, ld << 3, row);
  const pivot = own - dot(nf, row, row);
  if (!(pivot > NO_CURVATURE * own)) return false;
  const root = sqrt(pivot);
  set(row, nf, root);
  for (let r: usize = 0; r <= <usize>p.mw; r++) {
    const V = at(p.V, r * ld);
    const a = r < <usize>p.mw ? get(at(p.C, r * ld), nf) : rateOn(p, j);
    set(V, nf, (a - dot(nf, V, row)) / root);
  }
  setIndex(p.basic, nf, j);
  setIndex(p.slot, j, <i32>nf);
  p.nf++;
  return true;
}

/**
 * out ← (a, rest of the row) after the rotations from column `from` on, `count` of them: the row loses a column. Of two rows at once, both
 * and what comes of them `ld` bytes apart: one alone would wait for its a.
 */
function rotateRows(row: usize, from: usize, count: usize, cosines: usize, sines: usize, out: usize, ld: usize): void {
  let a = pairAt(at(row, from), ld);
  for (let i = from; i < from + count; i++) {
    const c = v128.load64_splat(at(cosines, i));
    const s = v128.load64_splat(at(sines, i));
    const b = pairAt(at(row, i + 1), ld);
    setPair(at(out, i), ld, f64x2.add(f64x2.mul(c, a), f64x2.mul(s, b)));
    a = f64x2.sub(f64x2.mul(c, b), f64x2.mul(s, a));
  }
  setPair(at(out, from + count), ld, a);
}

// @ts-ignore: decorator
@inline
function pairAt(pointer: usize, ld: usize): v128 {
  return v128.load64_lane(pointer + ld, v128.load64_zero(pointer), 1);
}

// @ts-ignore: decorator
@inline
function setPair(pointer: usize, ld: usize, pair: v128): void {
  v128.store64_lane(pointer, pair, 0);
  v128.store64_lane(pointer + ld, pair, 1);
}

/** The rotation that takes the element behind the last, that of column r, off a row. */
function takeOff(row: usize, r: usize, behind: f64, cosines: usize, sines: usize): void {
  set(row, r, rotg(get(row, r), behind));
  set(cosines, r, rotC);
  set(sines, r, rotS);
}

/** Takes asset j out of the basic ones. */
export function remove(p: Trace, j: i32): void {
  const from = <usize>getIndex(p.slot, j);
  const last = <usize>p.nf - 1;
  const ld = <usize>p.room;
  const cosines = p.dx;
  const sines = p.scratch;
  // Rows r + 1 and r + 2 become rows r and r + 1, less their last columns; where there is no row r + 2, its place is that of the row that goes.
  for (let r = from; r < last; r += 2) {
    const first = at(p.L, r * ld);
    const second = at(first, ld);
    const third = at(second, ld);
    memory.copy(first, second, from << 3);
    memory.copy(second, third, from << 3);
    const behind = get(second, r + 1);
    const b = get(third, r + 1);
    const behindSecond = get(third, r + 2);
    rotateRows(second, from, r - from, cosines, sines, first, ld << 3);
    takeOff(first, r, behind, cosines, sines);
    if (r + 1 == last) break;
    const a = get(second, r);
    set(second, r, get(cosines, r) * a + get(sines, r) * b);
    set(second, r + 1, get(cosines, r) * b - get(sines, r) * a);
    takeOff(second, r + 1, behindSecond, cosines, sines);
  }
  for (let r: usize = 0; r <= <usize>p.mw; r += 2)
    rotateRows(at(p.V, r * ld), from, last - from, cosines, sines, at(p.V, r * ld), ld << 3);
  for (let r: usize = 0; r < <usize>p.mw; r++) {
    const row = at(p.C, r * ld);
    const own = get(row, from);
    memory.copy(at(row, from), at(row, from + 1), (last - from) << 3);
    // Of a row that no basic asset is in any more, the rotations leave rounding, which would pass for a row that depends on none.
    if (own != 0 && amax(last, row) == 0) memory.fill(at(p.V, r * ld), 0, last << 3);
  }
  for (let r = from; r < last; r++) {
    const moved = getIndex(p.basic, r + 1);
    setIndex(p.basic, r, moved);
    setIndex(p.slot, moved, <i32>r);
  }
  setIndex(p.slot, j, WATCHED);
  p.nf = <i32>last;
}

/**
 * Builds the factor anew over the basic assets listed. Returns −1; else the asset that brings a direction without
 * curvature: the factor is then over those before it, which are all that are basic, and its row of L is behind theirs. −2 where memory is full.
 */
export function refactorize(p: Trace): i32 {
  const s = p.s;
  listRows(p);
  const nf = p.nf;
  const ld = <usize>p.room;
  if (!reserveFactor(s, 0, max(potrfScratch(nf), trsmScratch(p.mw + 1, nf)))) return -2;
  for (let k = 0; k < nf; k++) {
    p.nf = k;
    const own = gatherRow(p, getIndex(p.basic, k), at(p.L, <usize>k * ld));
    set(at(p.L, <usize>k * ld), k, own);
    set(p.dx, k, own);
  }
  p.nf = nf;
  let failed = potrf(nf, p.L, ld << 3, s.kernel);
  for (let k = 0; k < nf && failed < 0; k++) {
    const root = get(at(p.L, <usize>k * ld), k);
    if (!(root * root > NO_CURVATURE * get(p.dx, k))) failed = k;
  }
  if (failed >= 0) return appendAll(p);
  for (let r: usize = 0; r < <usize>p.mw; r++) memory.copy(at(p.V, r * ld), at(p.C, r * ld), (<usize>nf) << 3);
  for (let k = 0; k < nf; k++) set(at(p.V, <usize>p.mw * ld), k, rateOn(p, getIndex(p.basic, k)));
  if (nf > 0) trsm(p.mw + 1, nf, p.L, ld << 3, p.V, ld << 3, s.kernel);
  return -1;
}

/** The same asset by asset, so that the first without curvature is known; those behind it are no longer basic. */
function appendAll(p: Trace): i32 {
  const nf = p.nf;
  let failed = -1;
  p.nf = 0;
  for (let k = 0; k < nf; k++) {
    const j = getIndex(p.basic, k);
    if (failed < 0 && !append(p, j)) failed = j;
    if (failed >= 0) setIndex(p.slot, j, WATCHED);
  }
  return failed;
}

/** The Schur complement V Vᵀ of the working rows, factorized. Returns the place of the first that depends on those before it, or −1. */
export function factorizeRows(p: Trace): i32 {
  const mw = <usize>p.mw;
  const nf = <usize>p.nf;
  const ld = <usize>p.rows + 1;
  for (let a: usize = 0; a < mw; a++)
    for (let b: usize = 0; b <= a; b++) set(at(p.schur, a * ld), b, dot(nf, at(p.V, a * p.room), at(p.V, b * p.room)));
  potrfDependent(mw, p.schur, ld, NO_CURVATURE);
  for (let a: usize = 0; a < mw; a++) if (get(at(p.schur, a * ld), a) == Infinity) return <i32>a;
  return -1;
}

/**
 * v ← v + Vᵀm with the multipliers m = (V Vᵀ)⁻¹(e − Vv) of the working rows, which are then those of `dy`: the part of v that is orthogonal to
 * the rows, where e = 0, its m beside what is in `dy`; or, where it `corrects`, what meets the e that is there. Needs the Schur complement factorized.
 */
function meetRows(p: Trace, v: usize, corrects: bool): void {
  const mw = <usize>p.mw;
  const nf = <usize>p.nf;
  const ld = <usize>p.rows + 1;
  const multipliers = at(p.schur, ld * ld);
  for (let r: usize = 0; r < mw; r++) {
    const e = corrects ? get(p.dy, getIndex(p.working, r)) : 0;
    set(multipliers, r, e - dot(nf, at(p.V, r * p.room), v));
  }
  potrs(p.mw, p.schur, ld << 3, multipliers);
  for (let r: usize = 0; r < mw; r++) {
    const i = getIndex(p.working, r);
    set(p.dy, i, get(multipliers, r) + (corrects ? 0 : get(p.dy, i)));
  }
  gemvT(mw, nf, p.V, p.room, multipliers, v);
}

/** (dx, dy) per unit of t, the way that t goes, into `dx` and `dy`: needs the Schur complement factorized. */
export function solveDirection(p: Trace): void {
  const nf = <usize>p.nf;
  const v = at(p.V, <usize>p.mw * p.room);
  const all = dot(nf, v, v);
  memory.copy(p.dx, v, nf << 3);
  memory.fill(p.dy, 0, (<usize>p.rows) << 3);
  // Where the assets left have no return, rotations leave rounding of those that had.
  if (all > (STANDS * p.pace) ** 2) meetRows(p, p.dx, false);
  // Where little is left, rounding of the rest is part of it.
  if (dot(nf, p.dx, p.dx) <= LITTLE * all) meetRows(p, p.dx, false);
  // What rounding leaves where the rows alone balance q₁ + ψ', at a vertex or among tied returns, is no direction.
  if (sqrt(dot(nf, p.dx, p.dx)) <= STANDS * max(sqrt(all), p.pace)) memory.fill(p.dx, 0, nf << 3);
  else trsvT(p.nf, p.L, p.room << 3, p.dx);
  scal(nf, -p.dt, p.dx);
  scal(p.rows, p.dt, p.dy);
}

/**
 * A correction of x_F and y_W from the residuals r of the pulls (`dx`, nf; destroyed) and e of the working rows (`dy` by rows):
 * what is to be added to x goes to `dx`, to y to `dy`.
 */
export function solveCorrection(p: Trace): void {
  const nf = <usize>p.nf;
  // r ← r + Aᵀρe: the factor is of P + Σ ρaaᵀ.
  for (let r: usize = 0; r < <usize>p.mw; r++) {
    const i = getIndex(p.working, r);
    axpy(nf, get(p.weight, i) * get(p.dy, i), at(p.C, r * p.room), p.dx);
  }
  trsv(p.nf, p.L, p.room << 3, p.dx);
  meetRows(p, p.dx, true);
  trsvT(p.nf, p.L, p.room << 3, p.dx);
  scal(nf, -1, p.dx);
}

/** Makes room for one more basic asset. */
export function reserveBasic(p: Trace): bool {
  return growFactor(p, p.nf + 1);
}
