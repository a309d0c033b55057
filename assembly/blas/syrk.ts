import { blockDepth, padded, ROWS } from "./blocking";
import { Operand } from "./operand";
import { pack } from "./pack";
import { edgeTile, TILE, tile4x4 } from "./tile";

/** Bytes of scratch that `syrk` of n rows and depth k needs. */
export function syrkScratch(n: i32, k: i32): u64 {
  return 128 + <u64>padded(n) * <u64>blockDepth(k) * 8;
}

/**
 * C ← C + α A Aᵀ, lower triangle, diagonal included.
 *
 * a: n × k (rows i0 … i0+n−1 and columns k0 … k0+k−1 of the operand); c: n × n, rows `ldc` bytes
 * apart, not overlapping a; k ≥ 1; scratch: `syrkScratch(n, k)` bytes. One packing serves as both
 * operands. Elements above the diagonal are neither read nor written.
 */
export function syrk(n: i32, k: i32, alpha: f64, a: Operand, i0: i32, k0: i32, c: usize, ldc: usize, scratch: usize): void {
  const panels = scratch + 128;
  const depth = blockDepth(k);
  for (let done = 0; done < k; done += depth) {
    const step = min(depth, k - done);
    pack(a, i0, n, k0 + done, step, panels);
    syrkPacked(n, step, alpha, panels, panels, c, ldc, scratch);
  }
}

/**
 * C ← C + α A Bᵀ, lower triangle, of two packings of n rows and the same depth: with b = a it is
 * syrk, and α(A Bᵀ + B Aᵀ) is two calls.
 */
export function syrkPacked(n: i32, depth: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: usize, scratch: usize): void {
  const panelBytes = (<usize>depth) << 5;
  for (let top = 0; top < n; top += ROWS) {
    const bottom = min(n, top + ROWS);
    for (let j = 0; j < bottom; j += TILE) {
      const right = b + <usize>(j >> 2) * panelBytes;
      const column = c + ((<usize>j) << 3);
      for (let i = max(top, j); i < bottom; i += TILE) {
        const left = a + <usize>(i >> 2) * panelBytes;
        const at = column + <usize>i * ldc;
        if (i > j && i + TILE <= n) tile4x4(depth, alpha, left, right, at, ldc);
        else edgeTile(depth, alpha, left, right, at, ldc, min(TILE, n - i), min(TILE, n - j), i == j, scratch);
      }
    }
  }
}
