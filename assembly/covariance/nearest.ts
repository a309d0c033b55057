import { mirror } from "../blas/mirror";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { EIGEN_FOUND, EIGEN_NO_MEMORY, syev } from "../linalg/syev";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";

/** What `nearestCorrelation` returns beside the iterations it took; 0 where nothing was to be done. */
export const NO_ROOM: i32 = -1;
export const NOT_CONVERGED: i32 = -2;

/** An eigenvalue above −this·n counts as one of a semidefinite matrix: rounding. */
const ROUNDING: f64 = 1e-14;

/** The relative change of the matrix at which the projections have converged. They do so linearly: after LIMIT of them the matrix is a correlation matrix all the same, and nearly the nearest. */
const TOLERANCE: f64 = 1e-9;

const LIMIT: i32 = 400;

/**
 * C ← the correlation matrix nearest to C in the Frobenius norm, by alternating projections onto the semidefinite
 * matrices and those of unit diagonal, with Dykstra's correction (Higham 2002, Computing the nearest correlation
 * matrix, algorithm 3.3). c: n × n, row-major, symmetric with unit diagonal; left alone where it is semidefinite already. The last
 * step is a projection onto the semidefinite matrices, scaled to unit diagonal, so that the result is one.
 */
export function nearestCorrelation(n: i32, c: usize): i32 {
  const cells = <u64>n * <u64>n;
  const arena = createArena(3 * vectorBytes(cells) + vectorBytes(n) + 64 + vectorBytes(syrkScratch(n, n), 1));
  if (!arena) return NO_ROOM;
  const correction = takeZeroed(arena, n * n);
  const vectors = take(arena, n * n);
  const projected = take(arena, n * n);
  const values = take(arena, n);
  const operand = takeZeroed(arena, 64, 1);
  const end = <usize>n * ((<usize>n) << 3);
  let iterations = 0;
  let outcome = NOT_CONVERGED;
  while (iterations < LIMIT) {
    // R ← Y − ΔS,  X ← its projection onto the semidefinite matrices
    for (let at: usize = 0; at < end; at += 8) store<f64>(vectors + at, load<f64>(c + at) - load<f64>(correction + at));
    memory.copy(projected, vectors, end);
    const found = syev(n, vectors, values);
    if (found != EIGEN_FOUND) {
      outcome = found == EIGEN_NO_MEMORY ? NO_ROOM : NOT_CONVERGED;
      break;
    }
    if (iterations == 0 && load<f64>(values) >= -ROUNDING * n) {
      outcome = 0;
      break;
    }
    iterations++;
    addNegativePart(n, values, vectors, projected, operand, arena.next);
    // ΔS ← X − R: what the projection added;  Y ← X with unit diagonal
    let change: f64 = 0;
    let size: f64 = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const at = (<usize>i * n + j) << 3;
        const before = load<f64>(c + at);
        const x = load<f64>(projected + at);
        store<f64>(correction + at, x - (before - load<f64>(correction + at)));
        const after = i == j ? 1 : x;
        store<f64>(c + at, after);
        change += (after - before) * (after - before);
        size += after * after;
      }
    }
    if (change <= TOLERANCE * TOLERANCE * size || iterations == LIMIT) {
      scaleToUnit(n, projected, c);
      outcome = iterations;
      break;
    }
  }
  releaseArena(arena);
  return outcome;
}

/** X ← X + Σ_{λ<0} |λ| vvᵀ, of eigenvectors as rows: far fewer products than the sum over all positive ones. */
function addNegativePart(n: i32, values: usize, vectors: usize, x: usize, operandAt: usize, scratch: usize): void {
  const ld = (<usize>n) << 3;
  let count = 0;
  while (count < n && load<f64>(values + ((<usize>count) << 3)) < 0) {
    const at = values + ((<usize>count) << 3);
    store<f64>(at, Math.sqrt(-load<f64>(at)));
    count++;
  }
  if (count == 0) return;
  const operand = plainOperand(operandAt, vectors, ld, true);
  operand.factor = values;
  syrk(n, count, 1, operand, 0, 0, x, ld, scratch);
  mirror(n, x, ld);
}

/** C ← D⁻¹XD⁻¹ with D² the diagonal of X. */
function scaleToUnit(n: i32, x: usize, c: usize): void {
  for (let i = 0; i < n; i++) {
    const di = Math.sqrt(load<f64>(x + ((<usize>i * n + i) << 3)));
    for (let j = 0; j <= i; j++) {
      const dj = Math.sqrt(load<f64>(x + ((<usize>j * n + j) << 3)));
      const value = i == j ? 1 : load<f64>(x + ((<usize>i * n + j) << 3)) / (di * dj);
      store<f64>(c + ((<usize>i * n + j) << 3), value);
      store<f64>(c + ((<usize>j * n + i) << 3), value);
    }
  }
}
