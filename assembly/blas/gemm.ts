import { fork, GEMM, isShared, JOB, threads } from "../memory/fork";
import { blockDepth, COLUMNS, EDGE, mostDepth, padded, ROWS, TILE } from "./blocking";
import { Operand } from "./operand";
import { pack } from "./pack";
import { packShared } from "./syrk";
import { edgeTile, tile } from "./tile";

/** Bytes of scratch that `gemm` of m × n and depth k needs; enough for every smaller one too. */
export function gemmScratch(m: i32, n: i32, k: i32): u64 {
  return EDGE + <u64>(threads * padded(min(m, ROWS), TILE) + padded(min(n, COLUMNS), TILE)) * <u64>mostDepth(k) * 8;
}

/** The arguments of `gemmBlock`. */
@unmanaged
class GemmJob {
  alpha: f64;
  m: i32;
  columns: i32;
  depth: i32;
  a: Operand;
  i0: i32;
  ka: i32;
  /** Room for the packing of a block of A, one for each thread, `leftBytes` apart. */
  left: usize;
  leftBytes: usize;
  right: usize;
  c: usize;
  ldc: usize;
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
  const leftBytes = (<usize>padded(min(m, ROWS), TILE) * depth) << 3;
  const right = left + <usize>threads * leftBytes;
  const blocks = (m + ROWS - 1) / ROWS;
  for (let first = 0; first < n; first += COLUMNS) {
    const columns = min(COLUMNS, n - first);
    for (let done = 0; done < k; done += depth) {
      const step = min(depth, k - done);
      packShared(b, j0 + first, columns, kb + done, step, right);
      const job = changetype<GemmJob>(JOB);
      job.alpha = alpha;
      job.m = m;
      job.columns = columns;
      job.depth = step;
      job.a = a;
      job.i0 = i0;
      job.ka = ka + done;
      job.left = left;
      job.leftBytes = leftBytes;
      job.right = right;
      job.c = c + ((<usize>first) << 3);
      job.ldc = ldc;
      if (isShared(<u64>m * columns * step)) fork(GEMM, blocks);
      else for (let block = 0; block < blocks; block++) gemmBlock(block, 0, alpha, scratch);
    }
  }
}

/** α of the job, which the caller's thread knows. */
export function gemmAlpha(): f64 {
  return changetype<GemmJob>(JOB).alpha;
}

/** One block of ROWS rows of the job, packed in the room of a thread. scratch: a tile. */
export function gemmBlock(block: i32, thread: i32, alpha: f64, scratch: usize): void {
  const job = changetype<GemmJob>(JOB);
  const top = block * ROWS;
  const rows = min(ROWS, job.m - top);
  const left = job.left + <usize>thread * job.leftBytes;
  pack(job.a, job.i0 + top, rows, job.ka, job.depth, left);
  gemmPacked(rows, job.columns, job.depth, alpha, left, job.right, job.c + <usize>top * job.ldc, job.ldc, scratch);
}

/** C ← C + α A Bᵀ of packed panels: m ≤ ROWS rows, n columns, one depth. */
function gemmPacked(m: i32, n: i32, depth: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: usize, scratch: usize): void {
  for (let first = 0; first < n; first += ROWS) {
    const last = min(n, first + ROWS);
    for (let i = 0; i < m; i += TILE) {
      const left = a + ((<usize>i * depth) << 3);
      for (let j = first; j < last; j += TILE) {
        const right = b + ((<usize>j * depth) << 3);
        const at = c + <usize>i * ldc + ((<usize>j) << 3);
        if (i + TILE <= m && j + TILE <= n) tile(depth, alpha, left, right, at, ldc);
        else edgeTile(depth, alpha, left, right, at, ldc, min(TILE, m - i), min(TILE, n - j), TILE, scratch);
      }
    }
  }
}
