import { blockDepth, mostDepth, MR, NR, padded, ROWS } from "./blocking";
import { Operand } from "./operand";
import { pack } from "./pack";
import { edgeTile, tile } from "./tile";

/** Bytes before the packings, for the tiles at an edge. */
const EDGE: usize = 192;

/** Bytes of scratch that `syrk` of n rows and depth k needs; enough for every smaller one too. */
export function syrkScratch(n: i32, k: i32): u64 {
  const rows = MR == NR ? padded(n, NR) : padded(n, NR) + padded(n, MR);
  return EDGE + <u64>rows * <u64>mostDepth(k) * 8;
}

/**
 * C ← C + α A Aᵀ, lower triangle, diagonal included.
 *
 * a: n × k (rows i0 … i0+n−1 and columns k0 … k0+k−1 of the operand); c: n × n, rows `ldc` bytes
 * apart, not overlapping a; k ≥ 1; scratch: `syrkScratch(n, k)` bytes. Where the tile is square one
 * packing serves as both operands. Elements above the diagonal are neither read nor written.
 */
export function syrk(n: i32, k: i32, alpha: f64, a: Operand, i0: i32, k0: i32, c: usize, ldc: usize, scratch: usize): void {
  const depth = blockDepth(k);
  const right = scratch + EDGE;
  const left = MR == NR ? right : right + <usize>padded(n, NR) * depth * 8;
  for (let done = 0; done < k; done += depth) {
    const step = min(depth, k - done);
    pack(a, i0, n, k0 + done, step, NR, right);
    if (MR != NR) pack(a, i0, n, k0 + done, step, MR, left);
    syrkPacked(n, step, alpha, left, right, c, ldc, scratch);
  }
}

/**
 * C ← C + α A Bᵀ, lower triangle, of n packed rows of the same depth: a in panels of MR rows, b in
 * panels of NR. With b = a it is syrk; α(A Bᵀ + B Aᵀ) is two calls. scratch: MR · NR doubles.
 */
export function syrkPacked(n: i32, depth: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: usize, scratch: usize): void {
  for (let top = 0; top < n; top += ROWS) {
    const bottom = min(n, top + ROWS);
    for (let j = 0; j < bottom; j += NR) {
      const right = b + ((<usize>j * depth) << 3);
      const column = c + ((<usize>j) << 3);
      for (let i = max(top, j - (j % MR)); i < bottom; i += MR) {
        const left = a + ((<usize>i * depth) << 3);
        const at = column + <usize>i * ldc;
        if (i >= j + NR - 1 && i + MR <= n) tile(depth, alpha, left, right, at, ldc);
        else edgeTile(depth, alpha, left, right, at, ldc, min(MR, n - i), min(NR, n - j), i - j, scratch);
      }
    }
  }
}
