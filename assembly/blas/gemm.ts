import { fork, GEMM, isShared, JOB, threads } from "../memory/fork";
import { blockDepth, COLUMNS, EDGE, mostDepth, padded, ROWS, TILE } from "./blocking";
import { Operand } from "./operand";
import { pack } from "./pack";
import { multiplyPanels } from "./panels";
import { packShared } from "./syrk";

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
  const c = job.c + <usize>top * job.ldc;
  for (let first = 0; first < job.columns; first += ROWS) {
    const last = min(job.columns, first + ROWS);
    multiplyPanels(job.depth, alpha, left, job.right, c, job.ldc, 0, rows, first, last, false, scratch);
  }
}
