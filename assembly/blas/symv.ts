import { fma } from "./fma";
import { laneSum } from "./laneSum";

/**
 * y ← A x, A symmetric n × n of which only the lower triangle is read.
 *
 * a: rows `lda` bytes apart; x, y: n, not overlapping. Four rows at a time: each element below the
 * diagonal is loaded once and serves its row and its column.
 */
export function symv(n: i32, a: usize, lda: usize, x: usize, y: usize): void {
  memory.fill(y, 0, (<usize>n) << 3);
  let i = 0;
  for (; i + 4 <= n; i += 4) fourRows(i, a + <usize>i * lda, lda, x, y);
  for (; i < n; i++) oneRow(i, a + <usize>i * lda, x, y);
}

/** Rows i … i+3: y[0…i] takes their transpose, y[i…i+3] their product. i is a multiple of 4. */
function fourRows(i: i32, a: usize, lda: usize, x: usize, y: usize): void {
  const b = a + lda;
  const c = b + lda;
  const d = c + lda;
  const at = (<usize>i) << 3;
  const x0 = v128.load64_splat(x + at);
  const x1 = v128.load64_splat(x + at, 8);
  const x2 = v128.load64_splat(x + at, 16);
  const x3 = v128.load64_splat(x + at, 24);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let j: usize = 0; j < at; j += 16) {
    const v = v128.load(x + j);
    const a0 = v128.load(a + j);
    const a1 = v128.load(b + j);
    const a2 = v128.load(c + j);
    const a3 = v128.load(d + j);
    s0 = fma(a0, v, s0);
    s1 = fma(a1, v, s1);
    s2 = fma(a2, v, s2);
    s3 = fma(a3, v, s3);
    let w = v128.load(y + j);
    w = fma(a0, x0, w);
    w = fma(a1, x1, w);
    w = fma(a2, x2, w);
    w = fma(a3, x3, w);
    v128.store(y + j, w);
  }
  store<f64>(y + at, load<f64>(y + at) + laneSum(s0));
  store<f64>(y + at, load<f64>(y + at, 8) + laneSum(s1), 8);
  store<f64>(y + at, load<f64>(y + at, 16) + laneSum(s2), 16);
  store<f64>(y + at, load<f64>(y + at, 24) + laneSum(s3), 24);
  for (let r = 0; r < 4; r++) {
    const row = a + <usize>r * lda + at;
    const xr = load<f64>(x + at + ((<usize>r) << 3));
    let sum: f64 = 0;
    for (let j = 0; j < r; j++) {
      const e = load<f64>(row + ((<usize>j) << 3));
      const yj = y + at + ((<usize>j) << 3);
      sum += e * load<f64>(x + at + ((<usize>j) << 3));
      store<f64>(yj, load<f64>(yj) + e * xr);
    }
    const yr = y + at + ((<usize>r) << 3);
    store<f64>(yr, load<f64>(yr) + sum + load<f64>(row + ((<usize>r) << 3)) * xr);
  }
}

function oneRow(i: i32, a: usize, x: usize, y: usize): void {
  const xi = load<f64>(x + ((<usize>i) << 3));
  let sum: f64 = 0;
  for (let j = 0; j < i; j++) {
    const e = load<f64>(a + ((<usize>j) << 3));
    const yj = y + ((<usize>j) << 3);
    sum += e * load<f64>(x + ((<usize>j) << 3));
    store<f64>(yj, load<f64>(yj) + e * xi);
  }
  const yi = y + ((<usize>i) << 3);
  store<f64>(yi, load<f64>(yi) + sum + load<f64>(a + ((<usize>i) << 3)) * xi);
}
