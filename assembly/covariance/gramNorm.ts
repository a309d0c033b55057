import { syrk, syrkScratch } from "../blas/syrk";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { Covariance, gramOperand } from "./covariance";
import { rollingNorm } from "./rolling";

/** What `gramNorm` returns where the memory does not hold the smaller Gram matrix. */
export const NO_MEMORY: f64 = -1;

/**
 * ‖G Gᵀ‖²_F = ‖GᵀG‖²_F, of the smaller of the two Gram matrices: O(n·depth·min(n, depth)). The two have
 * the same eigenvalues but for zeros, so that the norm of a matrix of 50,000 assets is read off one
 * of a few hundred observations.
 */
export function gramNorm(cov: Covariance): f64 {
  cov.hasIntensity = true;
  if (cov.rolling != 0) return rollingNorm(cov);
  const operand = gramOperand(cov);
  operand.transposed = cov.depth < cov.assets;
  const order = min(cov.assets, cov.depth);
  const along = max(cov.assets, cov.depth);
  const cells = <u64>order * <u64>order;
  const arena = createArena(vectorBytes(cells) + vectorBytes(syrkScratch(order, along), 1));
  if (!arena) {
    operand.transposed = false;
    return NO_MEMORY;
  }
  const gram = takeZeroed(arena, order * order);
  const ld = (<usize>order) << 3;
  syrk(order, along, 1, operand, 0, 0, gram, ld, take(arena, <usize>syrkScratch(order, along), 1));
  operand.transposed = false;
  const norm = symmetricNorm(order, gram, ld);
  releaseArena(arena);
  return norm;
}

/** ‖A‖²_F of the symmetric matrix whose lower triangle is at `a`. */
function symmetricNorm(n: i32, a: usize, lda: usize): f64 {
  let below: f64 = 0;
  let diagonal: f64 = 0;
  for (let i = 0; i < n; i++) {
    let at = a + <usize>i * lda;
    const end = at + ((<usize>i) << 3);
    let row: f64 = 0;
    for (; at < end; at += 8) row += load<f64>(at) * load<f64>(at);
    below += row;
    diagonal += load<f64>(at) * load<f64>(at);
  }
  return 2 * below + diagonal;
}
