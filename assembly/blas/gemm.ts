import { blockDepth, COLUMNS, mostDepth, MR, NR, padded, ROWS } from "./blocking";
import { Operand } from "./operand";
import { pack } from "./pack";
import { edgeTile, tile } from "./tile";

/** Bytes before the packings, for the tiles at an edge. */
const EDGE: usize = 192;

/** Bytes of scratch that `gemm` of m × n and depth k needs; enough for every smaller one too. */
export function gemmScratch(m: i32, n: i32, k: i32): u64 {
  return EDGE + <u64>(padded(min(m, ROWS), MR) + padded(min(n, COLUMNS), NR)) * <u64>mostDepth(k) * 8;
}

/**
 * C ← C + α A Bᵀ
 *
 * a: m × k and b: n × k (from row i0 or j0 and column ka or kb of their operands); c: m × n, rows
 * `ldc` bytes apart, overlapping neither; k ≥ 1; scratch: `gemmScratch(m, n, k)` bytes.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: Operand,
  i0: i32,
  ka: i32,
  b: Operand,
  j0: i32,
  kb: i32,
  c: usize,
  ldc: usize,
  scratch: usize,
): void {
  const depth = blockDepth(k);
  const left = scratch + EDGE;
  const right = left + <usize>padded(min(m, ROWS), MR) * depth * 8;
  for (let first = 0; first < n; first += COLUMNS) {
    const columns = min(COLUMNS, n - first);
    for (let done = 0; done < k; done += depth) {
      const step = min(depth, k - done);
      pack(b, j0 + first, columns, kb + done, step, NR, right);
      for (let top = 0; top < m; top += ROWS) {
        const rows = min(ROWS, m - top);
        pack(a, i0 + top, rows, ka + done, step, MR, left);
        gemmPacked(rows, columns, step, alpha, left, right, c + <usize>top * ldc + ((<usize>first) << 3), ldc, scratch);
      }
    }
  }
}

/** C ← C + α A Bᵀ of packed panels: m ≤ ROWS rows, n columns, one depth. */
function gemmPacked(m: i32, n: i32, depth: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: usize, scratch: usize): void {
  for (let j = 0; j < n; j += NR) {
    const right = b + ((<usize>j * depth) << 3);
    for (let i = 0; i < m; i += MR) {
      const left = a + ((<usize>i * depth) << 3);
      const at = c + <usize>i * ldc + ((<usize>j) << 3);
      if (i + MR <= m && j + NR <= n) tile(depth, alpha, left, right, at, ldc);
      else edgeTile(depth, alpha, left, right, at, ldc, min(MR, m - i), min(NR, n - j), NR, scratch);
    }
  }
}
