import { exactDot } from "./certificate.js";
import { numbers, type Numbers } from "./generateNumbers.js";

export type Curvature = "definite" | "semidefinite" | "zero";

/** What decides a matrix P. */
export interface HessianSpec {
  seed: number;
  n: number;
  curvature: Curvature;
  /** The eigenvalues that are not 0 run from 1 down to 10^−digits. */
  digits: number;
  /** Small integers throughout, so that no product or sum of the problem is rounded. */
  exact: boolean;
}

/** A symmetric matrix of the kind asked for. */
export function generateHessian({ seed, n, curvature, digits, exact }: HessianSpec): number[][] {
  if (curvature === "zero") return Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const random = numbers(seed, "P");
  const rank = curvature === "definite" ? n : random.integer(0, n - 1);
  if (exact) return integerGram(seed, n, rank, curvature === "definite");
  const eigenvalues = Array.from({ length: n }, (_, k) => (k >= rank ? 0 : 10 ** ((-digits * k) / Math.max(1, rank - 1))));
  return withEigenvalues(eigenvalues, random);
}

/** GGᵀ, plus I where it is to be definite, of n × rank small integers. */
function integerGram(seed: number, n: number, rank: number, definite: boolean): number[][] {
  const G = Array.from({ length: n }, (_, i) => {
    const random = numbers(seed, "G", i);
    return Array.from({ length: rank }, () => (random.happens(0.5) ? random.integer(-3, 3) : 0));
  });
  return G.map((row, i) => G.map((other, j) => exactDot(row, other) + (definite && i === j ? 1 : 0)));
}

/** A symmetric matrix of these eigenvalues: H₃H₂H₁ Λ H₁H₂H₃ with random reflections H (Householder 1958). */
export function withEigenvalues(eigenvalues: number[], random: Numbers): number[][] {
  const n = eigenvalues.length;
  const M = eigenvalues.map((value, i) => eigenvalues.map((_, j) => (i === j ? value : 0)));
  for (let k = 0; k < 3; k++) {
    const v = Array.from({ length: n }, () => (random.happens(0.8) ? random.normal() : 0));
    const size = exactDot(v, v);
    if (size > 0) reflect(M, v, size);
  }
  return M.map((row, i) => row.map((_, j) => (i <= j ? M[i][j] : M[j][i])));
}

/** M ← HMH, H = I − 2vvᵀ/vᵀv. */
function reflect(M: number[][], v: number[], size: number): void {
  const n = v.length;
  const w = M.map((row) => (2 * exactDot(row, v)) / size);
  const c = exactDot(w, v) / size;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) M[i][j] += 2 * c * v[i] * v[j] - v[i] * w[j] - w[i] * v[j];
}
