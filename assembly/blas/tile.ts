import { TILE } from "./blocking";
import { fma } from "./fma";

// @ts-ignore: decorator
@inline
function addTo(c: usize, offset: usize, alpha: v128, acc: v128): void {
  v128.store(c + offset, fma(alpha, acc, v128.load(c + offset)));
}

/**
 * Asks for the lines of C that the tile adds to at its end, so that they are there by then. Where the loop has registers
 * to spare, as V8 allots them; the relaxed one has not: there it would spill for it.
 */
// @ts-ignore: decorator
@inline
function ask(c: usize, ldc: usize): void {
  load<f64>(c);
  load<f64>(c + ldc);
  load<f64>(c + 2 * ldc);
  load<f64>(c + 3 * ldc);
}

/**
 * C ← C + α A Bᵀ, the 4 × 4 tile all products of matrices are made of.
 *
 * a, b: packed panels, k-major: element (row, k) stands at [4·k + row]. c: four rows of four, `ldc`
 * bytes apart. k ≥ 1. The sums, one pair of b and one splat of a stay in registers; a
 * step of k is written as often as the loop is unrolled, each with its own way out, so that the
 * compiler neither spills nor needs a remainder loop (Goto & van de Geijn 2008, Anatomy of
 * high-performance matrix multiplication, §4; Van Zee & van de Geijn 2015, BLIS, §5).
 */
export function tile(k: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) ask(c, ldc);
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

    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    s = v128.load64_splat(a, 32);
    c00 = fma(s, b0, c00);
    c01 = fma(s, b1, c01);
    s = v128.load64_splat(a, 40);
    c10 = fma(s, b0, c10);
    c11 = fma(s, b1, c11);
    s = v128.load64_splat(a, 48);
    c20 = fma(s, b0, c20);
    c21 = fma(s, b1, c21);
    s = v128.load64_splat(a, 56);
    c30 = fma(s, b0, c30);
    c31 = fma(s, b1, c31);
    if (k == 2) break;

    k -= 2;
    a += 64;
    b += 64;
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
 * As `tile`, six rows: rows 0 and 1 of A at a0, the next two at a1, the last at a2, each pair a half of a panel. For fused
 * multiply–adds; two rounded operations would spill. A function of its own would number those of the relaxed module otherwise
 * than the baseline's, which is packed as a difference.
 */
// @ts-ignore: decorator
@inline
export function tallTile(k: i32, alpha: f64, a0: usize, a1: usize, a2: usize, b: usize, c: usize, ldc: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  let c50 = c00;
  let c51 = c00;
  for (;;) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let s = v128.load64_splat(a0);
    c00 = fma(s, b0, c00);
    c01 = fma(s, b1, c01);
    s = v128.load64_splat(a0, 8);
    c10 = fma(s, b0, c10);
    c11 = fma(s, b1, c11);
    s = v128.load64_splat(a1);
    c20 = fma(s, b0, c20);
    c21 = fma(s, b1, c21);
    s = v128.load64_splat(a1, 8);
    c30 = fma(s, b0, c30);
    c31 = fma(s, b1, c31);
    s = v128.load64_splat(a2);
    c40 = fma(s, b0, c40);
    c41 = fma(s, b1, c41);
    s = v128.load64_splat(a2, 8);
    c50 = fma(s, b0, c50);
    c51 = fma(s, b1, c51);
    if (k == 1) break;

    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    s = v128.load64_splat(a0, 32);
    c00 = fma(s, b0, c00);
    c01 = fma(s, b1, c01);
    s = v128.load64_splat(a0, 40);
    c10 = fma(s, b0, c10);
    c11 = fma(s, b1, c11);
    s = v128.load64_splat(a1, 32);
    c20 = fma(s, b0, c20);
    c21 = fma(s, b1, c21);
    s = v128.load64_splat(a1, 40);
    c30 = fma(s, b0, c30);
    c31 = fma(s, b1, c31);
    s = v128.load64_splat(a2, 32);
    c40 = fma(s, b0, c40);
    c41 = fma(s, b1, c41);
    s = v128.load64_splat(a2, 40);
    c50 = fma(s, b0, c50);
    c51 = fma(s, b1, c51);
    if (k == 2) break;

    k -= 2;
    a0 += 64;
    a1 += 64;
    a2 += 64;
    b += 64;
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
  c += ldc;
  addTo(c, 0, scale, c40);
  addTo(c, 16, scale, c41);
  c += ldc;
  addTo(c, 0, scale, c50);
  addTo(c, 16, scale, c51);
}

/**
 * C ← C + α A Bᵀ on the first `rows` × `columns` elements of a tile: its sum is formed in `scratch`
 * (a tile). Row r takes columns up to r + `diagonal` alone: the tile's place on a lower triangle.
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
  diagonal: i32,
  scratch: usize,
): void {
  memory.fill(scratch, 0, TILE * TILE * 8);
  tile(k, alpha, a, b, scratch, 32);
  for (let i = 0; i < rows; i++) {
    const width = min(columns, i + diagonal + 1);
    for (let j = 0; j < width; j++) {
      const at = c + <usize>i * ldc + ((<usize>j) << 3);
      store<f64>(at, load<f64>(at) + load<f64>(scratch + ((<usize>i) << 5) + ((<usize>j) << 3)));
    }
  }
}
