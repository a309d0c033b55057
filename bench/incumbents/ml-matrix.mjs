/** npm ml-matrix: its covariance and its Cholesky decomposition, from its own matrices. */
import { CholeskyDecomposition, covariance, Matrix } from "ml-matrix";
import { nested } from "./inequalities.mjs";

const flat = (matrix) => Float64Array.from(matrix.to1DArray());

export function open({ kind, n, observations, values, P }) {
  if (kind === "cholesky") {
    const matrix = new Matrix(nested(P, n, n));
    return { solve: () => ({ status: "solved", x: flat(new CholeskyDecomposition(matrix).lowerTriangularMatrix) }) };
  }
  const panel = new Matrix(nested(values, n, observations)).transpose();
  return { solve: () => ({ status: "solved", x: flat(covariance(panel)) }) };
}
