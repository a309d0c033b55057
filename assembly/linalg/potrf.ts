import { dot } from "../blas/dot";
import { gemmScratch } from "../blas/gemm";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { OPERANDS, trsm } from "./trsm";

/** Order up to which a block is factorized directly. */
const DIRECT: i32 = 24;

/** Bytes of scratch that `potrf` of order n needs. */
export function potrfScratch(n: i32): u64 {
  const half = (n + 1) >> 1;
  return OPERANDS + max<u64>(syrkScratch(half + 12, half + 12), gemmScratch(n, half + 12, half + 12));
}

/**
 * A ← L with A = L Lᵀ
 *
 * a: n × n symmetric, rows `lda` bytes apart, of which the lower triangle is read and becomes L; the
 * part above the diagonal is left alone. scratch: `potrfScratch(n)` bytes. Returns −1, or the first i whose leading
 * minor of order i + 1 is not positive: the rows from i on are then unfinished. Halved recursively,
 * so that nearly all of it is `syrk` and `gemm` (Gustavson 1997).
 */
export function potrf(n: i32, a: usize, lda: usize, scratch: usize): i32 {
  if (n <= DIRECT) return factorizeRows(n, a, lda);
  const half = (((n >> 1) + 11) / 12) * 12;
  const below = a + <usize>half * lda;
  const corner = below + ((<usize>half) << 3);
  const failed = potrf(half, a, lda, scratch);
  if (failed >= 0) return failed;
  trsm(n - half, half, a, lda, below, lda, scratch);
  syrk(n - half, half, -1, plainOperand(scratch, below, lda, false), 0, 0, corner, lda, scratch + OPERANDS);
  const later = potrf(n - half, corner, lda, scratch);
  return later >= 0 ? half + later : -1;
}

/** `potrf` by rows: l_ij = (a_ij − Σ_{p<j} l_ip l_jp) / l_jj. */
function factorizeRows(n: i32, a: usize, lda: usize): i32 {
  for (let i = 0; i < n; i++) {
    const row = a + <usize>i * lda;
    for (let j = 0; j <= i; j++) {
      const at = row + ((<usize>j) << 3);
      const rest = load<f64>(at) - dot(j, row, a + <usize>j * lda);
      if (i == j) {
        if (!(rest > 0)) return i;
        store<f64>(at, Math.sqrt(rest));
      } else {
        store<f64>(at, rest / load<f64>(a + <usize>j * (lda + 8)));
      }
    }
  }
  return -1;
}
