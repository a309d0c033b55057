import { fma } from "./fma";

/** Rows and columns of the register tile. */
export const TILE: i32 = 4;

/** Bytes of one step k of a packed panel: one column of four rows. */
const STEP: usize = 32;

// @ts-ignore: decorator
@inline
function addTo(c: usize, offset: usize, alpha: v128, acc: v128): void {
  v128.store(c + offset, fma(alpha, acc, v128.load(c + offset)));
}

/**
 * C ← C + α A Bᵀ, the 4 × 4 tile all products of matrices are made of.
 *
 * a, b: packed panels of 4 rows, k-major: element (row, k) stands at [4k + row]. c: 4 rows of 4,
 * `ldc` bytes apart. k ≥ 1. The eight accumulators, one pair of b and one splat of a are eleven of
 * the sixteen registers of a 128-bit machine; a step of k is taken as often as the loop is unrolled,
 * each with its own way out, so that the compiler neither spills nor needs a remainder loop
 * (Goto & van de Geijn 2008, Anatomy of high-performance matrix multiplication, §4;
 * Van Zee & van de Geijn 2015, BLIS, §5).
 */
export function tile4x4(k: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (;;) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let s = v128.load64_splat(a);
    c00 = fma(s, b0, c00);
    c01 = fma(s, b1, c01);
    s = v128.load64_splat(a, 8);
    c10 = fma(s, b0, c10);
    c11 = fma(s, b1, c11);
    s = v128.load64_splat(a, 16);
    c20 = fma(s, b0, c20);
    c21 = fma(s, b1, c21);
    s = v128.load64_splat(a, 24);
    c30 = fma(s, b0, c30);
    c31 = fma(s, b1, c31);
    if (k == 1) break;

    b0 = v128.load(b, STEP);
    b1 = v128.load(b, STEP + 16);
    s = v128.load64_splat(a, STEP);
    c00 = fma(s, b0, c00);
    c01 = fma(s, b1, c01);
    s = v128.load64_splat(a, STEP + 8);
    c10 = fma(s, b0, c10);
    c11 = fma(s, b1, c11);
    s = v128.load64_splat(a, STEP + 16);
    c20 = fma(s, b0, c20);
    c21 = fma(s, b1, c21);
    s = v128.load64_splat(a, STEP + 24);
    c30 = fma(s, b0, c30);
    c31 = fma(s, b1, c31);
    if (k == 2) break;

    b0 = v128.load(b, 2 * STEP);
    b1 = v128.load(b, 2 * STEP + 16);
    s = v128.load64_splat(a, 2 * STEP);
    c00 = fma(s, b0, c00);
    c01 = fma(s, b1, c01);
    s = v128.load64_splat(a, 2 * STEP + 8);
    c10 = fma(s, b0, c10);
    c11 = fma(s, b1, c11);
    s = v128.load64_splat(a, 2 * STEP + 16);
    c20 = fma(s, b0, c20);
    c21 = fma(s, b1, c21);
    s = v128.load64_splat(a, 2 * STEP + 24);
    c30 = fma(s, b0, c30);
    c31 = fma(s, b1, c31);
    if (k == 3) break;

    b0 = v128.load(b, 3 * STEP);
    b1 = v128.load(b, 3 * STEP + 16);
    s = v128.load64_splat(a, 3 * STEP);
    c00 = fma(s, b0, c00);
    c01 = fma(s, b1, c01);
    s = v128.load64_splat(a, 3 * STEP + 8);
    c10 = fma(s, b0, c10);
    c11 = fma(s, b1, c11);
    s = v128.load64_splat(a, 3 * STEP + 16);
    c20 = fma(s, b0, c20);
    c21 = fma(s, b1, c21);
    s = v128.load64_splat(a, 3 * STEP + 24);
    c30 = fma(s, b0, c30);
    c31 = fma(s, b1, c31);
    if (k == 4) break;

    k -= 4;
    a += 4 * STEP;
    b += 4 * STEP;
  }
  const scale = f64x2.splat(alpha);
  addTo(c, 0, scale, c00);
  addTo(c, 16, scale, c01);
  c += ldc;
  addTo(c, 0, scale, c10);
  addTo(c, 16, scale, c11);
  c += ldc;
  addTo(c, 0, scale, c20);
  addTo(c, 16, scale, c21);
  c += ldc;
  addTo(c, 0, scale, c30);
  addTo(c, 16, scale, c31);
}

/**
 * C ← C + α A Bᵀ on the first `rows` × `columns` elements of a tile: its sum is formed in `scratch`
 * (16 doubles). With `lower`, only elements on and below the tile's diagonal.
 */
export function edgeTile(
  k: i32,
  alpha: f64,
  a: usize,
  b: usize,
  c: usize,
  ldc: usize,
  rows: i32,
  columns: i32,
  lower: bool,
  scratch: usize,
): void {
  memory.fill(scratch, 0, 128);
  tile4x4(k, alpha, a, b, scratch, 32);
  for (let i = 0; i < rows; i++) {
    const width = lower ? min(columns, i + 1) : columns;
    for (let j = 0; j < width; j++) {
      const at = c + <usize>i * ldc + ((<usize>j) << 3);
      store<f64>(at, load<f64>(at) + load<f64>(scratch + ((<usize>i) << 5) + ((<usize>j) << 3)));
    }
  }
}
