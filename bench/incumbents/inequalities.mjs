/**
 * A problem as rows aᵀx ≥ b, those with both sides alike first, which is how npm quadprog takes it: its finite bounds are rows, too.
 * Returns `{ rows: [a, b][], equations }`.
 */
export function inequalities({ n, m, A, l, u, lb, ub }) {
  const [equations, rest] = [[], []];
  const unit = (j, sign) => Float64Array.from({ length: n }, (_, k) => (k === j ? sign : 0));
  for (let i = 0; i < m; i++) {
    const row = A.subarray(i * n, (i + 1) * n);
    if (l[i] === u[i]) equations.push([row, l[i]]);
    else {
      if (l[i] > -Infinity) rest.push([row, l[i]]);
      if (u[i] < Infinity) rest.push([row.map((one) => -one), -u[i]]);
    }
  }
  for (let j = 0; j < n; j++) {
    if (lb[j] === ub[j]) equations.push([unit(j, 1), lb[j]]);
    else {
      if (lb[j] > -Infinity) rest.push([unit(j, 1), lb[j]]);
      if (ub[j] < Infinity) rest.push([unit(j, -1), -ub[j]]);
    }
  }
  return { rows: [...equations, ...rest], equations: equations.length };
}

/** Rows of a matrix as arrays. */
export const nested = (values, rows, columns) =>
  Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));

/** R⁻¹ of P = RᵀR, R upper triangular, as the `factorized` option of quadprog wants it; undefined where P is not positive definite. */
export function inverseFactor(P, n) {
  const R = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i <= j; i++) {
      let sum = P[i * n + j];
      for (let k = 0; k < i; k++) sum -= R[k * n + i] * R[k * n + j];
      if (i < j) R[i * n + j] = sum / R[i * n + i];
      else if (sum > 0) R[j * n + j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  // By columns: R X = I.
  const inverse = Array.from({ length: n }, () => new Array(n).fill(0));
  for (let j = 0; j < n; j++) {
    inverse[j][j] = 1 / R[j * n + j];
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let k = i + 1; k <= j; k++) sum += R[i * n + k] * inverse[k][j];
      inverse[i][j] = -sum / R[i * n + i];
    }
  }
  return inverse;
}
