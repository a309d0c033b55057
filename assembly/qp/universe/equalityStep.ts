/**
 * The minimum over the free members with the working rows as equations, by the Cholesky factor of
 * P_FF and the Schur complement of the rows (the range-space method: Gill, Murray and Wright 1981,
 * §5.4.1), in the order that forms no inverse:
 *
 *     P_FF = L Lᵀ       V = L⁻¹ A_WFᵀ       v = L⁻¹ c_F
 *     (VᵀV) y = −(b + Vᵀv)
 *     x_F = −L⁻ᵀ (v + V y)
 *
 * c is the gradient that the assets at their nodes leave, with the slopes of the segments; b what
 * they leave of the rows' sides.
 */
import { axpy, axpyLater, axpyRest } from "../../blas/axpy";
import { dot } from "../../blas/dot";
import { gemvT } from "../../blas/gemv";
import { plainOperand } from "../../blas/operand";
import { scal } from "../../blas/scal";
import { syrk, syrkScratch } from "../../blas/syrk";
import { potrf, potrfScratch } from "../../linalg/potrf";
import { potrfDependent } from "../../linalg/potrfDependent";
import { potrs } from "../../linalg/potrs";
import { OPERANDS, trsm, trsmScratch } from "../../linalg/trsm";
import { trsv, trsvT } from "../../linalg/trsv";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { allocate, release } from "../../memory/heap";
import { Universe } from "./universe";

/** A pivot of P_FF below this share of its diagonal is rounding. */
const NO_CURVATURE: f64 = 1e-12;

/** What rounding leaves of eigenvalues that are zero, as a share of the mean variance. */
const SEMIDEFINITE: f64 = 1e-10;

/** Room in the rows of the factor for more free assets, at the most. */
const MOST_SPARE = 128;

/** Corrections of the solution from its own residual. */
const CORRECTIONS = 1;

/** Makes room for `bytes` in the scratch of the step; false where memory is full. */
export function reserveFactor(s: Universe, bytes: u64, kernelBytes: u64): bool {
  if (bytes > s.factorBytes) {
    release(s.factor);
    s.factor = allocate(bytes + (bytes >> 1));
    s.factorBytes = s.factor != 0 ? bytes + (bytes >> 1) : 0;
  }
  if (kernelBytes > s.kernelBytes) {
    release(s.kernel);
    s.kernel = allocate(kernelBytes + (kernelBytes >> 1));
    s.kernelBytes = s.kernel != 0 ? kernelBytes + (kernelBytes >> 1) : 0;
  }
  return s.factorBytes >= bytes && s.kernelBytes >= kernelBytes;
}

/**
 * Factorizes P_FF: of the first `kept` free members the factor is there, and the rest of it follows from
 *
 *     L₂₁ = A₂₁ L₁₁⁻ᵀ       L₂₂ L₂₂ᵀ = A₂₂ − L₂₁ L₂₁ᵀ
 *
 * False where P_FF is singular.
 */
function factorize(s: Universe): bool {
  const first = <usize>s.kept;
  const ld = <usize>s.factorStride;
  const rest = s.nf - s.kept;
  for (let r = first; r < <usize>s.nf; r++) {
    const from = at(s.H, <usize>getIndex(s.free, r) * s.capacity);
    const to = at(s.factor, r * ld);
    for (let k: usize = 0; k <= r; k++) set(to, k, get(from, getIndex(s.free, k)));
    set(to, r, get(to, r) + s.shift);
  }
  s.kept = 0;
  if (rest > 0) {
    const below = at(s.factor, first * ld);
    const corner = at(below, first);
    if (first > 0) {
      trsm(rest, <i32>first, s.factor, ld << 3, below, ld << 3, s.kernel);
      syrk(rest, <i32>first, -1, plainOperand(s.kernel, below, ld << 3, false), 0, 0, corner, ld << 3, s.kernel + OPERANDS);
    }
    if (potrf(rest, corner, ld << 3, s.kernel) >= 0) return false;
  }
  s.kept = s.nf;
  return true;
}

/** Whether P over the members has no negative curvature, but for rounding; false where memory is full. */
export function isSemidefinite(s: Universe): bool {
  const count = s.count;
  s.nf = count;
  s.kept = 0;
  s.factorStride = max(s.factorStride, count);
  const stride = <u64>s.factorStride;
  if (!reserveFactor(s, (stride * stride) << 3, potrfScratch(count))) return false;
  for (let k = 0; k < count; k++) {
    setIndex(s.free, k, k);
    s.shift += (SEMIDEFINITE * get(s.H, <usize>k * s.capacity + k)) / count;
  }
  const isPositive = factorize(s);
  s.shift = 0;
  s.kept = 0;
  s.nf = 0;
  return isPositive;
}

/** Whether the factor of P_FF ends at a pivot that is rounding, or has one. */
export function isSingular(s: Universe): bool {
  if (s.factorForm) return false;
  if (s.kept < s.nf) return true;
  for (let r = 0; r < s.nf; r++) {
    const k = <usize>getIndex(s.free, r);
    const root = get(s.factor, <usize>r * s.factorStride + r);
    if (root * root <= NO_CURVATURE * get(s.H, k * s.capacity + k)) return true;
  }
  return false;
}

/** The element of row i of A at member k. */
// @ts-ignore: decorator
@inline
export function rowElement(s: Universe, i: usize, k: usize): f64 {
  return get(at(s.A, i * s.n), getIndex(s.members, k));
}

/**
 * Solves for x_F and y_W. `c` (nf) and `b` (mw, in `target` order of the working rows) hold the right-hand
 * sides; the solution goes to `x` (nf) and `y` (mw). False where P_FF or the rows are singular.
 */
export function equalityStep(s: Universe, c: usize, b: usize, x: usize, y: usize): bool {
  const nf = <usize>s.nf;
  const mw = <usize>s.mw;
  const scratch = max(
    max(potrfScratch(s.nf), trsmScratch(max(s.mw + 1, s.nf - s.kept), s.nf)),
    OPERANDS + syrkScratch(s.nf - s.kept, max(s.kept, 1)),
  );
  const room = s.factorBytes;
  if (s.nf > s.factorStride) {
    s.factorStride = s.nf + min(s.nf >> 2, MOST_SPARE);
    s.kept = 0;
  }
  const stride = <usize>s.factorStride;
  if (!reserveFactor(s, ((<u64>stride + mw + 1) * stride + s.count + 64) << 3, scratch)) return false;
  if (s.factorBytes != room) s.kept = 0;
  if (!factorize(s)) return false;
  const L = s.factor;
  const V = at(L, stride * stride);
  for (let i: usize = 0; i < mw; i++) {
    const row = getIndex(s.working, i);
    for (let k: usize = 0; k < nf; k++) set(at(V, i * nf), k, rowElement(s, row, getIndex(s.free, k)));
  }
  memory.copy(at(V, mw * nf), c, nf << 3);
  trsm(s.mw + 1, s.nf, L, stride << 3, V, nf << 3, s.kernel);
  const v = at(V, mw * nf);
  const ld = <usize>(s.m + 1);
  for (let i: usize = 0; i < mw; i++) {
    for (let j: usize = 0; j <= i; j++) set(at(s.schur, i * ld), j, dot(nf, at(V, i * nf), at(V, j * nf)));
    set(y, i, -(get(b, i) + dot(nf, at(V, i * nf), v)));
  }
  potrfDependent(mw, s.schur, ld);
  potrs(s.mw, s.schur, ld << 3, y);
  memory.copy(x, v, nf << 3);
  gemvT(mw, nf, V, nf, y, x);
  trsvT(s.nf, L, stride << 3, x);
  scal(nf, -1, x);
  for (let correction = 0; correction < CORRECTIONS; correction++) correctStep(s, c, b, x, y);
  return true;
}

/** One step of iterative refinement with the factors at hand. */
function correctStep(s: Universe, c: usize, b: usize, x: usize, y: usize): void {
  const nf = <usize>s.nf;
  const mw = <usize>s.mw;
  const L = s.factor;
  const stride = <usize>s.factorStride;
  const V = at(L, stride * stride);
  const v = at(V, mw * nf);
  const gradient = at(v, nf);
  // v ← c + P x + Aᵀy, by rows of H over all members
  memory.fill(gradient, 0, (<usize>s.count) << 3);
  for (let k: usize = 0; k < nf; k++) set(gradient, getIndex(s.free, k), get(c, k) + s.shift * get(x, k));
  for (let k: usize = 0; k < nf; k++) axpyLater(s.count, get(x, k), at(s.H, <usize>getIndex(s.free, k) * s.capacity), gradient);
  axpyRest(s.count, gradient);
  for (let k: usize = 0; k < nf; k++) {
    const member = getIndex(s.free, k);
    let sum = get(gradient, member);
    for (let i: usize = 0; i < mw; i++) sum += get(y, i) * rowElement(s, getIndex(s.working, i), member);
    set(v, k, sum);
  }
  const dy = at(s.schur, <usize>(s.m + 1) * <usize>(s.m + 1));
  trsv(s.nf, L, stride << 3, v);
  for (let i: usize = 0; i < mw; i++) {
    let left = get(b, i);
    const row = getIndex(s.working, i);
    for (let k: usize = 0; k < nf; k++) left -= rowElement(s, row, getIndex(s.free, k)) * get(x, k);
    set(dy, i, -(left + dot(nf, at(V, i * nf), v)));
  }
  potrs(s.mw, s.schur, (<usize>(s.m + 1)) << 3, dy);
  gemvT(mw, nf, V, nf, dy, v);
  trsvT(s.nf, L, stride << 3, v);
  axpy(nf, -1, v, x);
  axpy(mw, 1, dy, y);
}
