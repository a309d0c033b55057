/** The kernels as bench/covariance/kernels.mjs calls them: compiled for the bench alone, in both builds. */
import { gemm, gemmScratch } from "../../assembly/blas/gemm";
import { Operand, plainOperand } from "../../assembly/blas/operand";
import { syrk, syrkScratch } from "../../assembly/blas/syrk";
import { potrf, potrfScratch } from "../../assembly/linalg/potrf";

export { setShortTiles } from "../../assembly/blas/blocking";
export { symv } from "../../assembly/blas/symv";
export { syev } from "../../assembly/linalg/syev";
export { allocate, release } from "../../assembly/memory/heap";
export { peak } from "./peak";
export { potrf };

const OPERANDS: usize = 128;

/** Bytes for the scratch of every kernel at this size. */
export function scratchBytes(n: i32, k: i32): u64 {
  const least = max<u64>(syrkScratch(n, k), gemmScratch(n, n, k));
  return OPERANDS + max<u64>(least, potrfScratch(n));
}

/** C ← C + Y Yᵀ, the means subtracted on the way. */
export function centredSyrk(n: i32, k: i32, x: usize, mean: usize, c: usize, scratch: usize): void {
  const operand: Operand = plainOperand(scratch, x, (<usize>k) << 3, false);
  operand.mean = mean;
  syrk(n, k, 1, operand, 0, 0, c, (<usize>n) << 3, scratch + OPERANDS);
}

/** C ← C + X Xᵀ by gemm. */
export function plainGemm(n: i32, k: i32, x: usize, c: usize, scratch: usize): void {
  const a = plainOperand(scratch, x, (<usize>k) << 3, false);
  const b = plainOperand(scratch + (OPERANDS >> 1), x, (<usize>k) << 3, false);
  gemm(n, n, k, 1, a, 0, 0, b, 0, 0, c, (<usize>n) << 3, scratch + OPERANDS);
}
