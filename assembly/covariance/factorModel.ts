import { gemm, gemmScratch } from "../blas/gemm";
import { plainOperand } from "../blas/operand";
import { EIGEN_FOUND, EIGEN_NO_MEMORY, syev } from "../linalg/syev";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { Covariance, createOwnGram } from "./covariance";
import { FAILED_CONVERGENCE, FAILED_MEMORY, FAILED_RANK } from "./spectrum";

/**
 * P = B F Bᵀ + diag(d) of n assets and k factors, as G = B V√Λ with F = VΛVᵀ: a square root that a singular factor
 * covariance has too.
 *
 * loadings: n × k; factors: k × k, symmetric, destroyed; specific: n. Returns FAILED_RANK where F has a negative
 * eigenvalue beyond rounding.
 */
export function factorModel(n: i32, k: i32, loadings: usize, factors: usize, specific: usize): usize {
  const arena = createArena(vectorBytes(k) + 128 + vectorBytes(gemmScratch(n, k, k), 1));
  if (!arena) return FAILED_MEMORY;
  const values = take(arena, k);
  const operands = takeZeroed(arena, 128, 1);
  const found = syev(k, factors, values);
  let made: usize = found == EIGEN_FOUND ? 0 : found == EIGEN_NO_MEMORY ? FAILED_MEMORY : FAILED_CONVERGENCE;
  if (found == EIGEN_FOUND) {
    const largest = load<f64>(values + ((<usize>(k - 1)) << 3));
    if (load<f64>(values) < -1e-12 * Math.abs(largest)) made = FAILED_RANK;
    else made = changetype<usize>(loadModel(n, k, loadings, factors, values, specific, operands, arena.next));
  }
  releaseArena(arena);
  return made;
}

/** G ← B·(√Λ Vᵀ)ᵀ, of eigenvectors as rows. */
function loadModel(
  n: i32,
  k: i32,
  b: usize,
  v: usize,
  values: usize,
  specific: usize,
  operands: usize,
  scratch: usize,
): Covariance | null {
  const made = createOwnGram(n, k);
  if (!made) return null;
  for (let f = 0; f < k; f++) {
    const at = values + ((<usize>f) << 3);
    store<f64>(at, Math.sqrt(max<f64>(0, load<f64>(at))));
  }
  const ld = (<usize>k) << 3;
  memory.fill(made.values, 0, <usize>n * ld);
  const left = plainOperand(operands, b, ld, false);
  const right = plainOperand(operands + 64, v, ld, false);
  right.factor = values;
  gemm(n, k, k, 1, left, 0, 0, right, 0, 0, made.values, ld, scratch);
  made.diagonal = made.diagonalRoom;
  memory.copy(made.diagonal, specific, (<usize>n) << 3);
  return made;
}
