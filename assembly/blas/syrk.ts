import { fork, isShared, JOB, PACK, SYRK } from "../memory/fork";
import { blockDepth, EDGE, mostDepth, padded, ROWS, TILE } from "./blocking";
import { Operand } from "./operand";
import { pack } from "./pack";
import { multiplyPanels } from "./panels";

/** The time in which an element is packed, in multiply–adds. */
const PACKING: u64 = 8;

/** Bytes of scratch that `syrk` of n rows and depth k needs; enough for every smaller one too. */
export function syrkScratch(n: i32, k: i32): u64 {
  return EDGE + <u64>padded(n, TILE) * <u64>mostDepth(k) * 8;
}

/**
 * C ← C + α A Aᵀ, lower triangle, diagonal included.
 *
 * a: n × k (rows i0 … i0+n−1 and columns k0 … k0+k−1 of the operand); c: n × n, rows `ldc` bytes
 * apart, not overlapping a; k ≥ 1; scratch: `syrkScratch(n, k)` bytes. One packing serves as both
 * operands. Elements above the diagonal are neither read nor written.
 */
export function syrk(n: i32, k: i32, alpha: f64, a: Operand, i0: i32, k0: i32, c: usize, ldc: usize, scratch: usize): void {
  const depth = blockDepth(k);
  const packed = scratch + EDGE;
  for (let done = 0; done < k; done += depth) {
    const step = min(depth, k - done);
    packShared(a, i0, n, k0 + done, step, packed);
    syrkPacked(n, step, alpha, packed, packed, c, ldc, scratch);
  }
}

/** The arguments of `packBlock` where threads share it. */
@unmanaged
class PackJob {
  a: Operand;
  i0: i32;
  rows: i32;
  k0: i32;
  depth: i32;
  out: usize;
}

/** `pack`, by blocks of rows that threads may share. */
export function packShared(a: Operand, i0: i32, rows: i32, k0: i32, depth: i32, out: usize): void {
  const job = changetype<PackJob>(JOB);
  job.a = a;
  job.i0 = i0;
  job.rows = rows;
  job.k0 = k0;
  job.depth = depth;
  job.out = out;
  const blocks = (rows + ROWS - 1) / ROWS;
  if (isShared(<u64>rows * depth * PACKING)) fork(PACK, blocks);
  else for (let block = 0; block < blocks; block++) packBlock(block);
}

/** Packs one block of ROWS rows of the job. */
export function packBlock(block: i32): void {
  const job = changetype<PackJob>(JOB);
  const first = block * ROWS;
  const rows = min(ROWS, job.rows - first);
  pack(job.a, job.i0 + first, rows, job.k0, job.depth, job.out + ((<usize>first * job.depth) << 3));
}

/** The arguments of `syrkBlock`: those of `syrkPacked`. */
@unmanaged
class SyrkJob {
  alpha: f64;
  n: i32;
  depth: i32;
  a: usize;
  b: usize;
  c: usize;
  ldc: usize;
}

/**
 * C ← C + α A Bᵀ, lower triangle, of n packed rows of the same depth. With b = a it is syrk;
 * α(A Bᵀ + B Aᵀ) is two calls. scratch: a tile.
 */
export function syrkPacked(n: i32, depth: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: usize, scratch: usize): void {
  const job = changetype<SyrkJob>(JOB);
  job.alpha = alpha;
  job.n = n;
  job.depth = depth;
  job.a = a;
  job.b = b;
  job.c = c;
  job.ldc = ldc;
  const blocks = (n + ROWS - 1) / ROWS;
  if (isShared((<u64>n * n * depth) >> 1)) fork(SYRK, blocks);
  else for (let block = 0; block < blocks; block++) syrkBlock(block, alpha, scratch);
}

/** α of the job, which the caller's thread knows. */
export function syrkAlpha(): f64 {
  return changetype<SyrkJob>(JOB).alpha;
}

/** One block of ROWS rows of the job; a block of B stays in the second-level cache. scratch: a tile. */
export function syrkBlock(block: i32, alpha: f64, scratch: usize): void {
  const job = changetype<SyrkJob>(JOB);
  const top = block * ROWS;
  const bottom = min(job.n, top + ROWS);
  for (let first = 0; first < bottom; first += ROWS) {
    const last = min(bottom, first + ROWS);
    multiplyPanels(job.depth, alpha, job.a, job.b, job.c, job.ldc, top, bottom, first, last, true, scratch);
  }
}
