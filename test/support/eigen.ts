/**
 * Eigenvalues (ascending) and eigenvectors (as rows) of a symmetric n × n matrix by cyclic Jacobi rotations:
 * slow, plain, accurate, and nothing like the core's method.
 */
export function jacobi(matrix: ArrayLike<number>, n: number): { values: Float64Array; vectors: Float64Array[] } {
  const A = Float64Array.from(matrix);
  const V = new Float64Array(n * n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let all = 0;
    for (let k = 0; k < n * n; k++) {
      all += A[k] ** 2;
      if (k % (n + 1) !== 0) off += A[k] ** 2;
    }
    if (off <= 1e-34 * all) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (A[p * n + q] === 0) continue;
        const theta = (A[q * n + q] - A[p * n + p]) / (2 * A[p * n + q]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [A[k * n + p], A[k * n + q]];
          A[k * n + p] = c * x - s * y;
          A[k * n + q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [A[p * n + k], A[q * n + k]];
          A[p * n + k] = c * x - s * y;
          A[q * n + k] = s * x + c * y;
          const [v, w] = [V[p * n + k], V[q * n + k]];
          V[p * n + k] = c * v - s * w;
          V[q * n + k] = s * v + c * w;
        }
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => A[i * n + i] - A[j * n + j]);
  return {
    values: Float64Array.from(order, (i) => A[i * n + i]),
    vectors: order.map((i) => V.slice(i * n, (i + 1) * n)),
  };
}

/** Σ f(λ_k) v_k v_kᵀ */
export function recompose({ vectors }: { vectors: Float64Array[] }, values: ArrayLike<number>): Float64Array {
  const n = vectors.length;
  const matrix = new Float64Array(n * n);
  vectors.forEach((v, k) => {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix[i * n + j] += values[k] * v[i] * v[j];
  });
  return matrix;
}
