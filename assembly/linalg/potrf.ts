import { EDGE, padded, TILE } from "../blas/blocking";
import { dot } from "../blas/dot";
import { plainOperand } from "../blas/operand";
import { syrkPacked } from "../blas/syrk";
import { solveRows } from "./solveRows";
import { OPERANDS } from "./trsm";
import { packTriangle, triangleBytes, trsmPacked } from "./trsmPacked";

/** Order up to which a block is factorized directly. */
const DIRECT: i32 = 24;

/** Columns factorized at a time at the most: a packed block is as deep. */
const WIDEST: i32 = 192;

/** Columns of order n factorized at a time: whole tiles. */
// @ts-ignore: decorator
@inline
function blockWidth(n: i32): i32 {
  return min(WIDEST, padded(n / 3, TILE));
}

/** Bytes of scratch that `potrf` of order n needs. */
export function potrfScratch(n: i32): u64 {
  const width = min(n, WIDEST);
  return OPERANDS + EDGE + triangleBytes(width) + <u64>padded(n, TILE) * <u64>padded(width, TILE) * 8;
}

/**
 * A ← L with A = L Lᵀ
 *
 * a: n × n symmetric, rows `lda` bytes apart, of which the lower triangle is read and becomes L; the
 * part above the diagonal is left alone. scratch: `potrfScratch(n)` bytes. Returns −1, or the first i whose leading
 * minor of order i + 1 is not positive: the rows from i on are then unfinished. Blocks of columns from
 * the left: the block on the diagonal, again by `potrf`; the block below it, solved and packed in one; what is to the right of both less
 * the square of that packing (Golub & Van Loan 2013, Matrix computations, §4.2.6).
 */
export function potrf(n: i32, a: usize, lda: usize, scratch: usize): i32 {
  if (n <= DIRECT) return factorizeRows(n, a, lda);
  const most = blockWidth(n);
  for (let done = 0; done < n; done += most) {
    const width = min(most, n - done);
    const corner = a + <usize>done * (lda + 8);
    const failed = potrf(width, corner, lda, scratch);
    if (failed >= 0) return done + failed;
    const rest = n - done - width;
    if (rest > 0) eliminate(rest, width, corner, lda, scratch);
  }
  return -1;
}

/** With L₁₁ of order `width` at a and `rest` rows below it: A₂₁ ← A₂₁L₁₁⁻ᵀ,  A₂₂ ← A₂₂ − A₂₁A₂₁ᵀ. The width is a multiple of 4. */
function eliminate(rest: i32, width: i32, a: usize, lda: usize, scratch: usize): void {
  const below = a + <usize>width * lda;
  const edge = scratch + OPERANDS;
  const triangle = edge + EDGE;
  const packed = triangle + <usize>triangleBytes(width);
  packTriangle(width, plainOperand(scratch, a, lda, false), 0, 0, triangle);
  trsmPacked(rest, width, triangle, below, lda, packed, edge);
  syrkPacked(rest, width, -1, packed, packed, below + ((<usize>width) << 3), lda, edge);
}

/** `potrf` by rows, four at a time to the left of the diagonal block: l_ij = (a_ij − Σ_{p<j} l_ip l_jp) / l_jj. */
function factorizeRows(n: i32, a: usize, lda: usize): i32 {
  for (let i = 0; i < n; i++) {
    const row = a + <usize>i * lda;
    const first = i & ~3;
    if (i == first) solveRows(min(4, n - i), i, a, lda, row, lda);
    for (let j = first; j <= i; j++) {
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
