import { axpyLater, axpyRest } from "../blas/axpy";
import { mirror } from "../blas/mirror";
import { symv } from "../blas/symv";
import { syrk, syrkScratch } from "../blas/syrk";
import { centredGemv, centredGemvTransposed, centredSquares, centreRow, weightedDots } from "./centred";
import { Covariance, DENSE, denseRow, gramOperand } from "./covariance";
import { rollingGram } from "./rolling";

/** Σ a[i]·b[i] */
function plainDot(n: i32, a: usize, b: usize): f64 {
  let sum: f64 = 0;
  const end = a + ((<usize>n) << 3);
  for (; a < end; a += 8) {
    sum += load<f64>(a) * load<f64>(b);
    b += 8;
  }
  return sum;
}

/** out ← column j of P, n doubles. O(n · depth). */
export function column(cov: Covariance, j: i32, out: usize): void {
  const n = cov.assets;
  if (cov.kind == DENSE) {
    memory.copy(out, denseRow(cov, j), (<usize>n) << 3);
    return;
  }
  const y = cov.work;
  const shift = cov.mean != 0 ? load<f64>(cov.mean + ((<usize>j) << 3)) : 0;
  const square = cov.scale * cov.scale;
  centreRow(cov.depth, cov.values + <usize>j * cov.stride, shift, y);
  signColumns(cov);
  if (cov.weight == 0) centredGemv(n, cov.depth, square, cov.values, cov.stride, cov.mean, y, out);
  else weightedDots(n, cov.depth, square, cov.values, cov.stride, cov.mean, cov.weight, y, out);
  const at = (<usize>j) << 3;
  if (cov.extra != 0) addMultiple(n, cov.extraSign * load<f64>(cov.extra + at), cov.extra, out);
  if (cov.diagonal != 0) store<f64>(out + at, load<f64>(out + at) + load<f64>(cov.diagonal + at));
}

/** y ← y + α x */
function addMultiple(n: i32, alpha: f64, x: usize, y: usize): void {
  const end = x + ((<usize>n) << 3);
  for (; x < end; x += 8) {
    store<f64>(y, load<f64>(y) + alpha * load<f64>(x));
    y += 8;
  }
}

/** G[i, t] */
// @ts-ignore: decorator
@inline
function gramElement(cov: Covariance, i: i32, t: i32): f64 {
  const shift = cov.mean != 0 ? load<f64>(cov.mean + ((<usize>i) << 3)) : 0;
  const w = cov.weight != 0 ? load<f64>(cov.weight + ((<usize>t) << 3)) : 1;
  return cov.scale * (load<f64>(cov.values + <usize>i * cov.stride + ((<usize>t) << 3)) - shift) * w;
}

/** out ← the diagonal of P, n doubles; 0 where a row of P is not there. */
export function diagonal(cov: Covariance, out: usize): void {
  const n = cov.assets;
  if (cov.kind == DENSE) {
    for (let i = 0; i < n; i++) {
      const at = (<usize>i) << 3;
      const row = denseRow(cov, i);
      store<f64>(out + at, row != 0 ? load<f64>(row + at) : 0);
    }
    return;
  }
  centredSquares(n, cov.depth, cov.scale * cov.scale, cov.values, cov.stride, cov.mean, cov.weight, out);
  for (let i = 0; i < n; i++) {
    const at = (<usize>i) << 3;
    let value = load<f64>(out + at);
    for (let t = 0; t < cov.negative; t++) value -= 2 * gramElement(cov, i, t) * gramElement(cov, i, t);
    if (cov.diagonal != 0) value += load<f64>(cov.diagonal + at);
    if (cov.extra != 0) {
      const e = load<f64>(cov.extra + at);
      value += cov.extraSign * e * e;
    }
    store<f64>(out + at, value);
  }
}

/** u ← −u in the columns of G that are subtracted. */
function signColumns(cov: Covariance): void {
  for (let t = 0; t < cov.negative; t++) {
    const at = cov.work + ((<usize>t) << 3);
    store<f64>(at, -load<f64>(at));
  }
}

/** u ← N w² ∘ (Yᵀ x), scaled so that P x = Y u + …: the first half of a product. */
function weighTwice(cov: Covariance): void {
  signColumns(cov);
  if (cov.weight == 0) return;
  for (let t = 0; t < cov.depth; t++) {
    const at = (<usize>t) << 3;
    const w = load<f64>(cov.weight + at);
    store<f64>(cov.work + at, w * w * load<f64>(cov.work + at));
  }
}

/** out ← P x for a P by rows: those with x ≠ 0 have to be there. */
function multiplyRows(cov: Covariance, x: usize, out: usize): void {
  const n = cov.assets;
  memory.fill(out, 0, (<usize>n) << 3);
  for (let j = 0; j < n; j++) {
    const xj = load<f64>(x + ((<usize>j) << 3));
    axpyLater(n, xj, denseRow(cov, j), out);
  }
  axpyRest(n, out);
}

/** out ← P x, n doubles each, not overlapping. Two passes over the panel, O(n · depth). */
export function multiply(cov: Covariance, x: usize, out: usize): void {
  const n = cov.assets;
  if (cov.kind == DENSE) {
    if (cov.matrix == 0) multiplyRows(cov, x, out);
    else symv(n, cov.matrix, (<usize>n) << 3, x, out);
    return;
  }
  centredGemvTransposed(n, cov.depth, cov.values, cov.stride, cov.mean, 0, x, cov.work);
  weighTwice(cov);
  centredGemv(n, cov.depth, cov.scale * cov.scale, cov.values, cov.stride, cov.mean, cov.work, out);
  if (cov.extra != 0) addMultiple(n, cov.extraSign * plainDot(n, cov.extra, x), cov.extra, out);
  if (cov.diagonal == 0) return;
  for (let i = 0; i < n; i++) {
    const at = (<usize>i) << 3;
    store<f64>(out + at, load<f64>(out + at) + load<f64>(cov.diagonal + at) * load<f64>(x + at));
  }
}

/**
 * out ← P x for a sparse x: `count` nonzeros x[indices[k]] = values[k] (i32 and f64). The rows of the
 * nonzeros are read twice and every other row once: this prices all assets at a solution that holds few.
 */
export function multiplySparse(cov: Covariance, indices: usize, values: usize, count: i32, out: usize): void {
  const n = cov.assets;
  if (cov.kind == DENSE) {
    memory.fill(out, 0, (<usize>n) << 3);
    for (let k = 0; k < count; k++) {
      const row = denseRow(cov, load<i32>(indices + ((<usize>k) << 2)));
      axpyLater(n, load<f64>(values + ((<usize>k) << 3)), row, out);
    }
    axpyRest(n, out);
    return;
  }
  centredGemvTransposed(count, cov.depth, cov.values, cov.stride, cov.mean, indices, values, cov.work);
  weighTwice(cov);
  centredGemv(n, cov.depth, cov.scale * cov.scale, cov.values, cov.stride, cov.mean, cov.work, out);
  let along: f64 = 0;
  for (let k = 0; k < count; k++) {
    const at = (<usize>load<i32>(indices + ((<usize>k) << 2))) << 3;
    const x = load<f64>(values + ((<usize>k) << 3));
    if (cov.extra != 0) along += load<f64>(cov.extra + at) * x;
    if (cov.diagonal != 0) store<f64>(out + at, load<f64>(out + at) + load<f64>(cov.diagonal + at) * x);
  }
  if (cov.extra != 0) addMultiple(n, cov.extraSign * along, cov.extra, out);
}

/** xᵀ P x, one pass over what P has of the assets with x ≠ 0; x is lost. `scratch`: n doubles. */
export function variance(cov: Covariance, x: usize, scratch: usize): f64 {
  const n = cov.assets;
  let count = 0;
  for (let i = 0; i < n; i++) if (load<f64>(x + ((<usize>i) << 3)) != 0) count++;
  if (cov.kind == DENSE && 2 * count >= n) {
    symv(n, cov.matrix, (<usize>n) << 3, x, scratch);
    return plainDot(n, x, scratch);
  }
  compact(n, x, scratch);
  return cov.kind == DENSE ? denseVariance(cov, scratch, x, count) : gramVariance(cov, scratch, x, count);
}

/** The nonzeros of x go to its front, their places (i32) to `indices`. */
function compact(n: i32, x: usize, indices: usize): void {
  let count: usize = 0;
  for (let i = 0; i < n; i++) {
    const xi = load<f64>(x + ((<usize>i) << 3));
    if (xi == 0) continue;
    store<f64>(x + (count << 3), xi);
    store<i32>(indices + (count << 2), i);
    count++;
  }
}

/** xᵀ P x for a P by rows and a sparse x as `multiplySparse` takes it: the diagonal, and twice what is below it. */
function denseVariance(cov: Covariance, indices: usize, values: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let r = 0; r < count; r++) {
    const row = denseRow(cov, at(indices, r));
    let below: f64 = 0;
    for (let c = 0; c < r; c++) below += load<f64>(row + ((<usize>at(indices, c)) << 3)) * load<f64>(values + ((<usize>c) << 3));
    const x = load<f64>(values + ((<usize>r) << 3));
    sum += x * (2 * below + x * load<f64>(row + ((<usize>at(indices, r)) << 3)));
  }
  return sum;
}

/** xᵀ (G Gᵀ + diag) x for a sparse x. */
function gramVariance(cov: Covariance, indices: usize, values: usize, count: i32): f64 {
  if (count == 0) return 0;
  centredGemvTransposed(count, cov.depth, cov.values, cov.stride, cov.mean, indices, values, cov.work);
  let sum: f64 = 0;
  for (let t = 0; t < cov.depth; t++) {
    const at = (<usize>t) << 3;
    let u = load<f64>(cov.work + at);
    if (cov.weight != 0) u *= load<f64>(cov.weight + at);
    sum += t < cov.negative ? -u * u : u * u;
  }
  sum *= cov.scale * cov.scale;
  let along: f64 = 0;
  for (let k = 0; k < count; k++) {
    const place = (<usize>at(indices, k)) << 3;
    const x = load<f64>(values + ((<usize>k) << 3));
    if (cov.extra != 0) along += load<f64>(cov.extra + place) * x;
    if (cov.diagonal != 0) sum += load<f64>(cov.diagonal + place) * x * x;
  }
  return sum + cov.extraSign * along * along;
}

/** Bytes of scratch for a block of `count` assets; the whole matrix has count = n. */
export function gatherScratch(cov: Covariance, count: i32): u64 {
  return cov.kind == DENSE ? 0 : syrkScratch(count, cov.depth);
}

/**
 * out ← P[indices, indices], count × count and exactly symmetric; `indices` i32, 0 for the first
 * `count` assets. scratch: `gatherScratch(cov, count)` bytes.
 */
export function gather(cov: Covariance, indices: usize, count: i32, out: usize, scratch: usize): void {
  gatherBlock(cov, indices, count, out, (<usize>count) << 3, scratch);
}

/** `gather` into a block of a larger matrix, whose rows are `ld` bytes apart. */
export function gatherBlock(cov: Covariance, indices: usize, count: i32, out: usize, ld: usize, scratch: usize): void {
  if (cov.kind == DENSE) {
    for (let r = 0; r < count; r++) {
      const row = denseRow(cov, at(indices, r));
      for (let c = 0; c < count; c++)
        store<f64>(out + <usize>r * ld + ((<usize>c) << 3), load<f64>(row + ((<usize>at(indices, c)) << 3)));
    }
    return;
  }
  const whole = indices == 0 && count == cov.assets && cov.weight == 0;
  if (!whole || !rollingGram(cov, out)) {
    for (let r = 0; r < count; r++) memory.fill(out + <usize>r * ld, 0, (<usize>count) << 3);
    const g = gramOperand(cov, indices);
    if (cov.negative > 0) syrk(count, cov.negative, -1, g, 0, 0, out, ld, scratch);
    if (cov.negative < cov.depth) syrk(count, cov.depth - cov.negative, 1, g, 0, cov.negative, out, ld, scratch);
  }
  if (cov.extra != 0) {
    for (let r = 0; r < count; r++) {
      const e = cov.extraSign * load<f64>(cov.extra + ((<usize>at(indices, r)) << 3));
      for (let c = 0; c <= r; c++) {
        const to = out + <usize>r * ld + ((<usize>c) << 3);
        store<f64>(to, load<f64>(to) + e * load<f64>(cov.extra + ((<usize>at(indices, c)) << 3)));
      }
    }
  }
  if (cov.diagonal != 0) {
    for (let r = 0; r < count; r++) {
      const to = out + <usize>r * ld + ((<usize>r) << 3);
      store<f64>(to, load<f64>(to) + load<f64>(cov.diagonal + ((<usize>at(indices, r)) << 3)));
    }
  }
  mirror(count, out, ld);
}

// @ts-ignore: decorator
@inline
function at(indices: usize, k: i32): i32 {
  return indices != 0 ? load<i32>(indices + ((<usize>k) << 2)) : k;
}

/** out ← P, n × n, exactly symmetric. scratch: `gatherScratch(cov, n)` bytes. */
export function toMatrix(cov: Covariance, out: usize, scratch: usize): void {
  const n = cov.assets;
  if (cov.kind == DENSE) memory.copy(out, cov.matrix, (<usize>n * n) << 3);
  else gather(cov, 0, n, out, scratch);
}

/** Columns of G, the extra one included: P = F Fᵀ + diag(d) with F of this rank. 0 where P is dense. */
export function rank(cov: Covariance): i32 {
  return cov.kind == DENSE ? 0 : cov.depth + (cov.extra != 0 ? 1 : 0);
}

/** out ← row i of G, and of the extra column where there is one (its sign is `cov.extraSign`): `rank(cov)` doubles. */
export function gramRow(cov: Covariance, i: i32, out: usize): void {
  for (let t = 0; t < cov.depth; t++) store<f64>(out + ((<usize>t) << 3), gramElement(cov, i, t));
  if (cov.extra != 0) store<f64>(out + ((<usize>cov.depth) << 3), load<f64>(cov.extra + ((<usize>i) << 3)));
}

/** out ← Gᵀx, the extra column included, for x as `multiplySparse` takes it: `rank(cov)` doubles. */
export function gramTransposed(cov: Covariance, indices: usize, values: usize, count: i32, out: usize): void {
  centredGemvTransposed(count, cov.depth, cov.values, cov.stride, cov.mean, indices, values, cov.work);
  for (let t = 0; t < cov.depth; t++) {
    const at = (<usize>t) << 3;
    const w = cov.weight != 0 ? load<f64>(cov.weight + at) : 1;
    store<f64>(out + at, cov.scale * w * load<f64>(cov.work + at));
  }
  if (cov.extra == 0) return;
  let along: f64 = 0;
  for (let k = 0; k < count; k++) {
    const at = (<usize>load<i32>(indices + ((<usize>k) << 2))) << 3;
    along += load<f64>(cov.extra + at) * load<f64>(values + ((<usize>k) << 3));
  }
  store<f64>(out + ((<usize>cov.depth) << 3), along);
}
