/**
 * The equality-constrained step in the space of the factors, for an objective's matrix G Gᵀ + D with G
 * of n × k and few columns, D the specific variances and the universe's own diagonal (Woodbury 1950;
 * Sharpe 1963 for the portfolio): no matrix larger than k × k.
 *
 *     P_FF⁻¹ v = D⁻¹v − D⁻¹G K⁻¹ Gᵀ D⁻¹v       K = I + Gᵀ D⁻¹ G = L Lᵀ
 *
 * With W = D^(−½) G and r̂ = D^(−½) r this is (I − W K⁻¹ Wᵀ) r̂ between two diagonal scalings.
 */
import { axpy, axpyLater, axpyRest } from "../../blas/axpy";
import { dot } from "../../blas/dot";
import { gemvT } from "../../blas/gemv";
import { plainOperand } from "../../blas/operand";
import { syrk, syrkScratch } from "../../blas/syrk";
import { gramRow, gramTransposed } from "../../covariance/products";
import { potrf, potrfScratch } from "../../linalg/potrf";
import { potrfDependent } from "../../linalg/potrfDependent";
import { potrs } from "../../linalg/potrs";
import { OPERANDS } from "../../linalg/trsm";
import { at, get, getIndex, set } from "../../memory/access";
import { listHeld, specificCurvature } from "./curvature";
import { reserveFactor, rowElement } from "./equalityStep";
import { Universe } from "./universe";

/** Corrections of the solution from its own residual. */
const CORRECTIONS = 2;

/** out ← Gᵀx, k doubles, at the x of the universe. Overwrites `order` and `z`. */
function alongFactors(s: Universe, out: usize): void {
  const held = listHeld(s, s.z);
  gramTransposed(s.cov, s.order, s.z, held, out);
}

/** v ← (I − W K⁻¹ Wᵀ) v, with W (nf × k) and L (k × k) at hand; t: k doubles. */
function project(nf: usize, k: usize, W: usize, L: usize, v: usize, t: usize): void {
  memory.fill(t, 0, k << 3);
  gemvT(nf, k, W, k, v, t);
  potrs(<i32>k, L, k << 3, t);
  for (let r: usize = 0; r < nf; r++) set(v, r, get(v, r) - dot(k, at(W, r * k), t));
}

/**
 * Solves for x_F and y_W as `equalityStep` does, but for `c`, which holds q and the slopes alone and receives what the x of the
 * universe adds: that of the assets at their nodes, the free ones being at 0. False where K or the rows are singular.
 */
export function factorStep(s: Universe, c: usize, b: usize, x: usize, y: usize): bool {
  const nf = <usize>s.nf;
  const mw = <usize>s.mw;
  const k = <usize>s.rank;
  const size: u64 = <u64>(nf + 1) * k + <u64>k * (k + 1) + <u64>(2 * mw + 4) * nf;
  const scratch = max(potrfScratch(<i32>k), syrkScratch(<i32>k, s.nf)) + 2 * OPERANDS;
  if (!reserveFactor(s, size << 3, scratch)) return false;
  const W = s.factor;
  const L = at(W, (nf + 1) * k);
  const t = at(L, k * k);
  const root = at(t, k);
  const V = at(root, nf);
  const U = at(V, mw * nf);
  const v = at(U, mw * nf);
  alongFactors(s, t);
  for (let r: usize = 0; r < nf; r++) {
    const j = getIndex(s.members, getIndex(s.free, r));
    const scale = 1 / sqrt(specificCurvature(s, j));
    set(root, r, scale);
    const row = at(W, r * k);
    gramRow(s.cov, j, row);
    set(c, r, get(c, r) + dot(k, row, t));
    for (let i: usize = 0; i < k; i++) set(row, i, get(row, i) * scale);
  }
  memory.fill(L, 0, (k * k) << 3);
  syrk(<i32>k, s.nf, 1, plainOperand(s.kernel, W, k << 3, true), 0, 0, L, k << 3, s.kernel + OPERANDS);
  for (let i: usize = 0; i < k; i++) set(at(L, i * k), i, get(at(L, i * k), i) + 1);
  if (potrf(<i32>k, L, k << 3, s.kernel) >= 0) return false;
  // V ← D^(−½) A_WFᵀ, U ← (I − W K⁻¹ Wᵀ) V, by rows of the working set.
  const ld = <usize>(s.m + 1);
  for (let i: usize = 0; i < mw; i++) {
    const row = getIndex(s.working, i);
    const Vi = at(V, i * nf);
    for (let r: usize = 0; r < nf; r++) set(Vi, r, get(root, r) * rowElement(s, row, getIndex(s.free, r)));
    memory.copy(at(U, i * nf), Vi, nf << 3);
    project(nf, k, W, L, at(U, i * nf), t);
    for (let j: usize = 0; j <= i; j++) set(at(s.schur, i * ld), j, dot(nf, at(V, j * nf), at(U, i * nf)));
  }
  potrfDependent(mw, s.schur, ld);
  memory.fill(x, 0, nf << 3);
  memory.fill(y, 0, mw << 3);
  for (let correction = 0; correction <= CORRECTIONS; correction++) {
    residual(s, c, x, y, W, root, v, t);
    for (let r: usize = 0; r < nf; r++) set(v, r, get(v, r) * get(root, r));
    project(nf, k, W, L, v, t);
    const dy = at(s.schur, ld * ld);
    for (let i: usize = 0; i < mw; i++) {
      const row = getIndex(s.working, i);
      let left = get(b, i);
      for (let r: usize = 0; r < nf; r++) left -= rowElement(s, row, getIndex(s.free, r)) * get(x, r);
      set(dy, i, -(left + dot(nf, at(V, i * nf), v)));
    }
    potrs(s.mw, s.schur, ld << 3, dy);
    axpy(mw, 1, dy, y);
    gemvT(mw, nf, U, nf, dy, v);
    for (let r: usize = 0; r < nf; r++) set(x, r, get(x, r) - get(root, r) * get(v, r));
  }
  return true;
}

/** out ← c + P_FF x + A_WFᵀ y, with P_FF x = D^½ (W (Wᵀ D^½ x) + D^½ x). */
function residual(s: Universe, c: usize, x: usize, y: usize, W: usize, root: usize, out: usize, t: usize): void {
  const nf = <usize>s.nf;
  const k = <usize>s.rank;
  memory.fill(t, 0, k << 3);
  for (let r: usize = 0; r < nf; r++) axpyLater(k, get(x, r) / get(root, r), at(W, r * k), t);
  axpyRest(k, t);
  for (let r: usize = 0; r < nf; r++) {
    const scale = get(root, r);
    let sum = get(c, r) + (dot(k, at(W, r * k), t) + get(x, r) / scale) / scale;
    for (let i = 0; i < s.mw; i++) sum += get(y, i) * rowElement(s, getIndex(s.working, i), getIndex(s.free, r));
    set(out, r, sum);
  }
}
