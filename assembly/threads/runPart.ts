import { gemmAlpha, gemmBlock } from "../blas/gemm";
import { mirrorBlock } from "../blas/mirror";
import { packBlock, syrkAlpha, syrkBlock } from "../blas/syrk";
import { gemvPart, gemvTransposedPart } from "../covariance/centred";
import { GEMM, GEMV, MIRROR, PACK, SYRK, tileOf } from "../memory/fork";

/** Runs one part of the job at JOB, on any thread; `thread` is its number, 0 the caller's. */
export function runPart(kernel: i32, part: i32, thread: i32): void {
  if (kernel == SYRK) syrkBlock(part, syrkAlpha(), tileOf(thread));
  else if (kernel == PACK) packBlock(part);
  else if (kernel == GEMM) gemmBlock(part, thread, gemmAlpha(), tileOf(thread));
  else if (kernel == GEMV) gemvPart(part);
  else if (kernel == MIRROR) mirrorBlock(part);
  else gemvTransposedPart(part);
}
