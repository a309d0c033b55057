import { gemm, gemmScratch } from "../blas/gemm";
import { plainOperand } from "../blas/operand";

/** Reflectors applied at a time. */
const BLOCK: i32 = 48;

/** Bytes of scratch that `orgtr` of order n needs. */
export function orgtrScratch(n: i32): u64 {
  const small = 2 * <u64>BLOCK * <u64>BLOCK;
  return 128 + (3 * <u64>BLOCK * <u64>n + small) * 8 + gemmScratch(n, n, n);
}

/**
 * Q ← H(n−1)···H(1), from what `sytrd` left in a (n × n, rows `lda` bytes apart) and tau.
 *
 * q: n × n, rows 8n bytes apart, not overlapping a; scratch: `orgtrScratch(n)` bytes. A block of reflectors is
 * I − V T Vᵀ with T lower triangular (Schreiber & Van Loan 1989, compact WY), and is applied to the rows and
 * columns it reaches as three products of matrices.
 */
export function orgtr(n: i32, a: usize, lda: usize, tau: usize, q: usize, scratch: usize): void {
  const ldq = (<usize>n) << 3;
  memory.fill(q, 0, <usize>n * ldq);
  for (let i = 0; i < n; i++) store<f64>(q + <usize>i * (ldq + 8), 1);
  const v = scratch + 128;
  const y = v + <usize>BLOCK * ldq;
  const z = y + <usize>BLOCK * ldq;
  const t = z + <usize>BLOCK * ldq;
  const g = t + BLOCK * BLOCK * 8;
  const rest = g + BLOCK * BLOCK * 8;
  for (let first = 1; first < n; first += BLOCK) {
    const count = min(BLOCK, n - first);
    const reach = first + count - 1;
    // V as rows, zero beyond each reflector
    memory.fill(v, 0, <usize>count * ldq);
    for (let k = 0; k < count; k++) memory.copy(v + <usize>k * ldq, a + <usize>(first + k) * lda, (<usize>(first + k)) << 3);
    const rows = plainOperand(scratch, v, ldq, false);
    memory.fill(g, 0, (<usize>(count * count)) << 3);
    gemm(count, count, reach, 1, rows, 0, 0, rows, 0, 0, g, (<usize>count) << 3, rest);
    triangle(count, g, tau + ((<usize>first) << 3), t);
    // Y ← Vᵀ Q,  Z ← T Y,  Q ← Q − V Z
    memory.fill(y, 0, <usize>count * ldq);
    gemm(count, reach, reach, 1, rows, 0, 0, plainOperand(scratch + 64, q, ldq, true), 0, 0, y, ldq, rest);
    memory.fill(z, 0, <usize>count * ldq);
    const small = plainOperand(scratch, t, (<usize>count) << 3, false);
    gemm(count, reach, count, 1, small, 0, 0, plainOperand(scratch + 64, y, ldq, true), 0, 0, z, ldq, rest);
    const columns = plainOperand(scratch, v, ldq, true);
    gemm(reach, reach, count, -1, columns, 0, 0, plainOperand(scratch + 64, z, ldq, true), 0, 0, q, ldq, rest);
  }
}

/** T of I − V T Vᵀ = H(last)···H(first), lower triangular, from G = VᵀV: row k is −tau_k (G T)_k, then tau_k. */
function triangle(count: i32, g: usize, tau: usize, t: usize): void {
  const ld = (<usize>count) << 3;
  memory.fill(t, 0, <usize>count * ld);
  for (let k = 0; k < count; k++) {
    const tk = load<f64>(tau + ((<usize>k) << 3));
    const row = t + <usize>k * ld;
    for (let j = 0; j < k; j++) {
      let sum: f64 = 0;
      for (let p = j; p < k; p++) {
        sum += load<f64>(g + <usize>k * ld + ((<usize>p) << 3)) * load<f64>(t + <usize>p * ld + ((<usize>j) << 3));
      }
      store<f64>(row + ((<usize>j) << 3), -tk * sum);
    }
    store<f64>(row + ((<usize>k) << 3), tk);
  }
}
