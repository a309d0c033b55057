import { fma } from "../blas/fma";
import { laneSum } from "../blas/laneSum";
import { fork, GEMV, GEMV_TRANSPOSED, isShared, JOB, threads } from "../memory/fork";

/*
 * Passes over a panel X (n rows along memory, `stride` bytes apart) with the mean of each row
 * subtracted on the way: Y = X − mean·1ᵀ is never stored. `mean` is 0 where nothing is subtracted;
 * `rows` are i32 numbers of the rows to take, 0 for the first n.
 */

// @ts-ignore: decorator
@inline
function meanOf(mean: usize, i: i32): f64 {
  return mean != 0 ? load<f64>(mean + ((<usize>i) << 3)) : 0;
}

// @ts-ignore: decorator
@inline
function rowOf(rows: usize, i: i32): i32 {
  return rows != 0 ? load<i32>(rows + ((<usize>i) << 2)) : i;
}

/**
 * mean[i] ← the mean of row i. Two passes: the second adds the mean of what the first left, so that
 * the result is the nearest double or its neighbour (Chan, Golub & LeVeque 1983).
 */
export function rowMeans(n: i32, length: i32, x: usize, stride: usize, mean: usize): void {
  for (let i = 0; i < n; i++) {
    const row = x + <usize>i * stride;
    const first = rowSum(length, row, 0) / length;
    store<f64>(mean + ((<usize>i) << 3), first + rowSum(length, row, first) / length);
  }
}

/** Σ (x[t] − shift) */
function rowSum(length: i32, x: usize, shift: f64): f64 {
  let a = f64x2.splat(0);
  let b = a;
  const m = f64x2.splat(shift);
  const end = x + ((<usize>length) << 3);
  const fours = x + (((<usize>length) & ~3) << 3);
  for (; x < fours; x += 32) {
    a = f64x2.add(a, f64x2.sub(v128.load(x), m));
    b = f64x2.add(b, f64x2.sub(v128.load(x, 16), m));
  }
  let sum = laneSum(f64x2.add(a, b));
  for (; x < end; x += 8) sum += load<f64>(x) - shift;
  return sum;
}

/** out[t] ← (x[t] − shift), and zeros up to the next even length. */
export function centreRow(length: i32, x: usize, shift: f64, out: usize): void {
  const m = f64x2.splat(shift);
  const pairs = out + (((<usize>length) & ~1) << 3);
  for (; out < pairs; out += 16) {
    v128.store(out, f64x2.sub(v128.load(x), m));
    x += 16;
  }
  if (length & 1) {
    store<f64>(out, load<f64>(x) - shift);
    store<f64>(out, 0, 8);
  }
}

/** Σ (x[t] − shift)·y[t], lane sums of even and odd t: one order of summation, whatever the caller. */
// @ts-ignore: decorator
@inline
function rowDot(length: i32, x: usize, shift: f64, y: usize): f64 {
  let a = f64x2.splat(0);
  const m = f64x2.splat(shift);
  const pairs = x + (((<usize>length) & ~1) << 3);
  for (; x < pairs; x += 16) {
    a = fma(f64x2.sub(v128.load(x), m), v128.load(y), a);
    y += 16;
  }
  if (length & 1) a = fma(f64x2.replace_lane(f64x2.splat(0), 0, load<f64>(x) - shift), v128.load64_zero(y), a);
  return laneSum(a);
}

/** The arguments of `centredGemv` and `centredGemvTransposed` where threads share them. */
@unmanaged
class GemvJob {
  alpha: f64;
  n: i32;
  length: i32;
  x: usize;
  stride: usize;
  mean: usize;
  rows: usize;
  /** y or w. */
  by: usize;
  out: usize;
  /** Rows, or columns, of one part; a multiple of 4, or of 8, so that each falls into the lane that it has with one thread. */
  part: i32;
}

/** Fewest rows or columns of a part. */
const PART: i32 = 64;

/** Some parts for each thread out of `count` rows or columns. */
function partOf(count: i32): i32 {
  return max(PART, (count / (4 * threads) + 7) & ~7);
}

/** out[i] ← α Σ_t y[t]·(x[i,t] − mean[i]) for each of n rows: out ← α Y y. */
export function centredGemv(n: i32, length: i32, alpha: f64, x: usize, stride: usize, mean: usize, y: usize, out: usize): void {
  if (!isShared(<u64>n * length)) return gemvRows(n, length, alpha, x, stride, mean, y, out);
  const job = changetype<GemvJob>(JOB);
  job.alpha = alpha;
  job.n = n;
  job.length = length;
  job.x = x;
  job.stride = stride;
  job.mean = mean;
  job.by = y;
  job.out = out;
  job.part = partOf(n);
  fork(GEMV, (n + job.part - 1) / job.part);
}

/** One part of the rows of the job. */
export function gemvPart(part: i32): void {
  const job = changetype<GemvJob>(JOB);
  const first = part * job.part;
  const at = (<usize>first) << 3;
  const mean = job.mean != 0 ? job.mean + at : 0;
  const x = job.x + <usize>first * job.stride;
  gemvRows(min(job.part, job.n - first), job.length, job.alpha, x, job.stride, mean, job.by, job.out + at);
}

function gemvRows(n: i32, length: i32, alpha: f64, x: usize, stride: usize, mean: usize, y: usize, out: usize): void {
  const fours = n & ~3;
  const pairs = ((<usize>length) & ~1) << 3;
  for (let i = 0; i < fours; i += 4) {
    const p0 = x + <usize>i * stride;
    const p1 = p0 + stride;
    const p2 = p1 + stride;
    const p3 = p2 + stride;
    const m0 = f64x2.splat(meanOf(mean, i));
    const m1 = f64x2.splat(meanOf(mean, i + 1));
    const m2 = f64x2.splat(meanOf(mean, i + 2));
    const m3 = f64x2.splat(meanOf(mean, i + 3));
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let t: usize = 0;
    for (; t < pairs; t += 16) {
      const v = v128.load(y + t);
      a0 = fma(f64x2.sub(v128.load(p0 + t), m0), v, a0);
      a1 = fma(f64x2.sub(v128.load(p1 + t), m1), v, a1);
      a2 = fma(f64x2.sub(v128.load(p2 + t), m2), v, a2);
      a3 = fma(f64x2.sub(v128.load(p3 + t), m3), v, a3);
    }
    if (length & 1) {
      const v = v128.load64_zero(y + t);
      a0 = fma(f64x2.sub(v128.load64_zero(p0 + t), m0), v, a0);
      a1 = fma(f64x2.sub(v128.load64_zero(p1 + t), m1), v, a1);
      a2 = fma(f64x2.sub(v128.load64_zero(p2 + t), m2), v, a2);
      a3 = fma(f64x2.sub(v128.load64_zero(p3 + t), m3), v, a3);
    }
    const at = out + ((<usize>i) << 3);
    store<f64>(at, alpha * laneSum(a0));
    store<f64>(at, alpha * laneSum(a1), 8);
    store<f64>(at, alpha * laneSum(a2), 16);
    store<f64>(at, alpha * laneSum(a3), 24);
  }
  for (let i = fours; i < n; i++) {
    store<f64>(out + ((<usize>i) << 3), alpha * rowDot(length, x + <usize>i * stride, meanOf(mean, i), y));
  }
}

/**
 * out[t] ← Σ_i w[i]·(x[i,t] − mean[i]) over n rows: out ← Yᵀ w. out has an even number of doubles,
 * the last of an odd length being 0.
 */
export function centredGemvTransposed(
  n: i32,
  length: i32,
  x: usize,
  stride: usize,
  mean: usize,
  rows: usize,
  w: usize,
  out: usize,
): void {
  if (!isShared(<u64>n * length)) return gemvColumns(n, length, x, stride, mean, rows, w, out);
  const job = changetype<GemvJob>(JOB);
  job.n = n;
  job.length = length;
  job.x = x;
  job.stride = stride;
  job.mean = mean;
  job.rows = rows;
  job.by = w;
  job.out = out;
  job.part = partOf(length);
  fork(GEMV_TRANSPOSED, (length + job.part - 1) / job.part);
}

/** One part of the columns of the job. */
export function gemvTransposedPart(part: i32): void {
  const job = changetype<GemvJob>(JOB);
  const first = part * job.part;
  const at = (<usize>first) << 3;
  gemvColumns(job.n, min(job.part, job.length - first), job.x + at, job.stride, job.mean, job.rows, job.by, job.out + at);
}

function gemvColumns(n: i32, length: i32, x: usize, stride: usize, mean: usize, rows: usize, w: usize, out: usize): void {
  const padded = (<usize>length + 1) & ~1;
  memory.fill(out, 0, padded << 3);
  const pairs = ((<usize>length) & ~1) << 3;
  for (let i = 0; i < n; i += 4) {
    const last = n - 1;
    const i1 = min(i + 1, last);
    const i2 = min(i + 2, last);
    const i3 = min(i + 3, last);
    const r0 = rowOf(rows, i);
    const r1 = rowOf(rows, i1);
    const r2 = rowOf(rows, i2);
    const r3 = rowOf(rows, i3);
    const w0 = f64x2.splat(load<f64>(w + ((<usize>i) << 3)));
    const w1 = f64x2.splat(i + 1 < n ? load<f64>(w + ((<usize>i1) << 3)) : 0);
    const w2 = f64x2.splat(i + 2 < n ? load<f64>(w + ((<usize>i2) << 3)) : 0);
    const w3 = f64x2.splat(i + 3 < n ? load<f64>(w + ((<usize>i3) << 3)) : 0);
    const m0 = f64x2.splat(meanOf(mean, r0));
    const m1 = f64x2.splat(meanOf(mean, r1));
    const m2 = f64x2.splat(meanOf(mean, r2));
    const m3 = f64x2.splat(meanOf(mean, r3));
    const p0 = x + <usize>r0 * stride;
    const p1 = x + <usize>r1 * stride;
    const p2 = x + <usize>r2 * stride;
    const p3 = x + <usize>r3 * stride;
    let t: usize = 0;
    for (; t < pairs; t += 16) {
      let v = v128.load(out + t);
      v = fma(w0, f64x2.sub(v128.load(p0 + t), m0), v);
      v = fma(w1, f64x2.sub(v128.load(p1 + t), m1), v);
      v = fma(w2, f64x2.sub(v128.load(p2 + t), m2), v);
      v = fma(w3, f64x2.sub(v128.load(p3 + t), m3), v);
      v128.store(out + t, v);
    }
    if (length & 1) {
      let v = v128.load(out + t);
      v = fma(w0, f64x2.sub(v128.load64_zero(p0 + t), m0), v);
      v = fma(w1, f64x2.sub(v128.load64_zero(p1 + t), m1), v);
      v = fma(w2, f64x2.sub(v128.load64_zero(p2 + t), m2), v);
      v = fma(w3, f64x2.sub(v128.load64_zero(p3 + t), m3), v);
      store<f64>(out + t, f64x2.extract_lane(v, 0));
    }
  }
}

/** out[i] ← α Σ_t (weight[t]·(x[i,t] − mean[i]))² for each of n rows; weight 0 for ones. */
export function centredSquares(
  n: i32,
  length: i32,
  alpha: f64,
  x: usize,
  stride: usize,
  mean: usize,
  weight: usize,
  out: usize,
): void {
  for (let i = 0; i < n; i++) {
    const row = x + <usize>i * stride;
    const m = f64x2.splat(meanOf(mean, i));
    let a = f64x2.splat(0);
    let b = a;
    let t: usize = 0;
    const pairs = ((<usize>length) & ~1) << 3;
    for (; t < pairs; t += 16) {
      let v = f64x2.sub(v128.load(row + t), m);
      if (weight != 0) v = f64x2.mul(v, v128.load(weight + t));
      a = fma(v, v, a);
    }
    if (length & 1) {
      let v = load<f64>(row + t) - f64x2.extract_lane(m, 0);
      if (weight != 0) v *= load<f64>(weight + t);
      b = f64x2.replace_lane(b, 0, v * v);
    }
    store<f64>(out + ((<usize>i) << 3), alpha * laneSum(f64x2.add(a, b)));
  }
}

/**
 * out[i] ← α Σ_t (weight[t]·y[t])·(weight[t]·(x[i,t] − mean[i])) for each of n rows. Both factors are
 * weighted alike, so that entry (i, j) of a product is the same double as (j, i).
 */
export function weightedDots(
  n: i32,
  length: i32,
  alpha: f64,
  x: usize,
  stride: usize,
  mean: usize,
  weight: usize,
  y: usize,
  out: usize,
): void {
  const even = ((<usize>length) & ~1) << 3;
  for (let i = 0; i < n; i++) {
    const row = x + <usize>i * stride;
    const m = f64x2.splat(meanOf(mean, i));
    let a = f64x2.splat(0);
    let t: usize = 0;
    for (; t < even; t += 16) {
      const w = v128.load(weight + t);
      a = fma(f64x2.mul(f64x2.sub(v128.load(row + t), m), w), f64x2.mul(v128.load(y + t), w), a);
    }
    let sum = laneSum(a);
    if (length & 1) {
      const w = load<f64>(weight + t);
      sum += (load<f64>(row + t) - f64x2.extract_lane(m, 0)) * w * (load<f64>(y + t) * w);
    }
    store<f64>(out + ((<usize>i) << 3), alpha * sum);
  }
}
