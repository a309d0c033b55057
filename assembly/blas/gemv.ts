import { axpyLater, axpyRest } from "./axpy";
import { dot } from "./dot";

/** y ← A x, A of m × n, row-major with a stride of `lda` elements. */
export function gemv(m: usize, n: usize, a: usize, lda: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < m; i++) store<f64>(y + (i << 3), dot(n, a + ((i * lda) << 3), x));
}

/** y ← y + Aᵀ x, A of m × n, row-major with a stride of `lda` elements; rows with xᵢ = 0 are not read. */
export function gemvT(m: usize, n: usize, a: usize, lda: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < m; i++) axpyLater(n, load<f64>(x + (i << 3)), a + ((i * lda) << 3), y);
  axpyRest(n, y);
}
