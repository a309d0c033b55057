import type { Covariance, VectorInput } from "quadfolio";
import { loadTestCore } from "./core.js";

const core = await loadTestCore();

/** What is κ√(wᵀΩw) at a w where it is 0, or next to it: its slopes there are all u = Ωa with aᵀΩa ≤ κ². */
export interface Root {
  radius: number;
  variances?: VectorInput | undefined;
}

/** Ω, row-major. */
function matrixOf({ variances }: Root, covariance: Covariance): Float64Array {
  if (variances === undefined) return covariance.toMatrix();
  const n = covariance.assets;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = (variances as number[])[i];
  return matrix;
}

/** Whether wᵀΩw is 0 but for rounding. */
export function isAtKink(root: Root, covariance: Covariance, w: Float64Array): boolean {
  const n = w.length;
  const matrix = matrixOf(root, covariance);
  const largest = w.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const alone = w.reduce((sum, _, i) => sum + largest * Math.sqrt(matrix[i * n + i]), 0);
  const square = w.reduce((sum, one, i) => sum + one * w.reduce((all, other, j) => all + matrix[i * n + j] * other, 0), 0);
  return square <= 1e-14 * alone ** 2;
}

/**
 * How far the shortest slope u of the root between `low` and `high` is beyond the longest it has, as a share: 0 proves that
 * some slope is between them. Whoever found a, u = Ωa is formed and measured here.
 */
export function slopeMiss(root: Root, covariance: Covariance, low: Float64Array, high: Float64Array): number {
  const n = low.length;
  const P = matrixOf(root, covariance);
  const free = new Float64Array(n).fill(Infinity);
  const unit = root.radius || 1;
  const inUnits = (side: Float64Array): Float64Array => side.map((one) => one / unit);
  const { x } = core.solveQP({ P, A: P, l: inUnits(low), u: inUnits(high), lb: free.map((one) => -one), ub: free });
  const u = x.map((_, i) => unit * x.reduce((sum, one, j) => sum + P[i * n + j] * one, 0));
  const length = Math.sqrt(Math.max(0, u.reduce((sum, one, i) => sum + one * x[i], 0) * unit));
  const size = u.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const outside = u.reduce((most, one, i) => Math.max(most, low[i] - one, one - high[i]), 0);
  return Math.max(0, length / root.radius - 1 - 1e-9, outside <= 1e-8 * size ? 0 : outside / size);
}
