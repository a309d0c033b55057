import { fork, isShared, JOB, MIRROR } from "../memory/fork";

/** Side of the square blocks that are transposed at a time: two of them stay in a first-level cache. */
const BLOCK: i32 = 32;

/** The arguments of `mirrorBlock`: those of `mirror`. */
@unmanaged
class MirrorJob {
  n: i32;
  a: usize;
  lda: usize;
}

/** Copies the lower triangle of the n × n matrix at `a`, rows `lda` bytes apart, to its upper triangle. */
export function mirror(n: i32, a: usize, lda: usize): void {
  const job = changetype<MirrorJob>(JOB);
  job.n = n;
  job.a = a;
  job.lda = lda;
  const blocks = (n + BLOCK - 1) / BLOCK;
  if (isShared(<u64>n * n)) fork(MIRROR, blocks);
  else for (let block = 0; block < blocks; block++) mirrorBlock(block);
}

/** Copies the part of the triangle in one block of BLOCK rows of the job. */
export function mirrorBlock(block: i32): void {
  const job = changetype<MirrorJob>(JOB);
  const top = block * BLOCK;
  const bottom = min(job.n, top + BLOCK);
  for (let left = 0; left <= top; left += BLOCK) {
    for (let i = top; i < bottom; i++) {
      const right = min(i, left + BLOCK);
      const row = job.a + <usize>i * job.lda;
      for (let j = left; j < right; j++) {
        store<f64>(job.a + <usize>j * job.lda + ((<usize>i) << 3), load<f64>(row + ((<usize>j) << 3)));
      }
    }
  }
}
