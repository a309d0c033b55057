import { DEPTH, EDGE, padded, TILE } from "../blas/blocking";
import { gemm, gemmScratch } from "../blas/gemm";
import { plainOperand } from "../blas/operand";
import { solveRows } from "./solveRows";
import { packTriangle, triangleBytes, trsmPacked } from "./trsmPacked";

/** Rows of X up to which they are solved directly. */
const FEW: i32 = 4;

/** Bytes of the operands that `trsm` and `potrf` keep at the start of their scratch. */
export const OPERANDS: usize = 128;

/** Bytes of scratch that `trsm` of m × n needs. */
export function trsmScratch(m: i32, n: i32): u64 {
  const width = min(n, DEPTH);
  const leaf = EDGE + triangleBytes(width) + <u64>padded(m, TILE) * <u64>padded(width, TILE) * 8;
  return OPERANDS + max<u64>(leaf, gemmScratch(m, n, n));
}

/**
 * X ← X L⁻ᵀ
 *
 * x: m × n, rows `ldx` bytes apart; l: n × n lower triangular with a nonzero diagonal, rows `ldl` bytes
 * apart, not overlapping x; scratch: `trsmScratch(m, n)` bytes. Halved recursively down to the depth of a packed block (Gustavson 1997,
 * Recursion leads to automatic variable blocking), which `trsmPacked` solves.
 */
export function trsm(m: i32, n: i32, l: usize, ldl: usize, x: usize, ldx: usize, scratch: usize): void {
  if (m <= FEW) {
    solveRows(m, n, l, ldl, x, ldx);
    return;
  }
  if (n <= DEPTH) {
    const triangle = scratch + OPERANDS + EDGE;
    packTriangle(n, plainOperand(scratch, l, ldl, false), 0, 0, triangle);
    trsmPacked(m, n, triangle, x, ldx, triangle + <usize>triangleBytes(n), scratch + OPERANDS);
    return;
  }
  const half = padded(n >> 1, TILE);
  const right = x + ((<usize>half) << 3);
  trsm(m, half, l, ldl, x, ldx, scratch);
  // X₂ ← X₂ − X₁ L₂₁ᵀ
  const a = plainOperand(scratch, x, ldx, false);
  const b = plainOperand(scratch + (OPERANDS >> 1), l + <usize>half * ldl, ldl, false);
  gemm(m, n - half, half, -1, a, 0, 0, b, 0, 0, right, ldx, scratch + OPERANDS);
  trsm(m, n - half, l + <usize>half * (ldl + 8), ldl, right, ldx, scratch);
}
