import type { Sides } from "../qp/problem.js";
import { largest } from "./points.js";

/** Σ|x − centre|, what a unit of it costs, and how much of it there may be. */
export interface Distance {
  readonly centre: Float64Array;
  readonly price: number;
  readonly limit: number;
}

/**
 * Lagrange's bound on the least first distance over l ≤ Ax ≤ u, lb ≤ x ≤ ub and the limits of the other distances: it
 * holds for any multipliers y, and is exact for those of the problem itself. With y and prices divided by the first price,
 *
 *     Σⱼ min over lbⱼ ≤ x ≤ ubⱼ of Σ price·|x − centreⱼ| + (Aᵀy)ⱼ x
 *     −  Σᵢ yᵢ · (uᵢ where yᵢ > 0, lᵢ where yᵢ < 0)  −  Σ price·limit of the others
 */
export function leastDistance(sides: Sides, distances: readonly Distance[], multipliers: Float64Array): number {
  const { n, m, A, l, u, lb, ub } = sides;
  const [{ price: unit }, ...others] = distances;
  const pull = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    if (multipliers[i] !== 0) for (let j = 0; j < n; j++) pull[j] += (multipliers[i] / unit) * A[i * n + j];
  }
  const allPrices = distances.reduce((sum, { price }) => sum + price / unit, 0);
  const shrink = 1 / Math.max(1, steepest(pull, lb, ub) / allPrices);
  let value = 0;
  for (let j = 0; j < n; j++) {
    const costAt = (x: number): number => {
      let cost = shrink * pull[j] * x;
      for (const { centre, price } of distances) cost += (price / unit) * Math.abs(x - centre[j]);
      return cost;
    };
    // A piecewise linear function is least at a kink or at a bound.
    const kinks = distances.map(({ centre }) => Math.min(Math.max(centre[j], lb[j]), ub[j]));
    value += Math.min(...[...kinks, lb[j], ub[j]].filter(Number.isFinite).map(costAt));
  }
  for (let i = 0; i < m; i++) {
    const y = (shrink * multipliers[i]) / unit;
    if (y !== 0) value -= y * (y > 0 ? u[i] : l[i]);
  }
  for (const { price, limit } of others) if (price > 0) value -= (price / unit) * limit;
  return value;
}

/** The steepest pull towards a bound that is not there: no more than all prices together can hold it back. */
function steepest(pull: Float64Array, lb: Float64Array, ub: Float64Array): number {
  return largest(pull.filter((one, j) => (one > 0 ? lb[j] : -ub[j]) === -Infinity));
}
