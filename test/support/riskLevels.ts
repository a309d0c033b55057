import type { RandomRiskBudgets } from "./generateRiskBudgets.js";

/** Rounds of coordinate descent at a level. */
const ROUNDS = 2000;

/** Shares of the risk that are off by no more are met. */
const SAME = 1e-9;

/** Weights are known to 1e-12 of their size here: where long and short ones are so many times their sum, it is not known to 1e-6. */
const CANCELLED = 1e6;

/**
 * The sums of the weights that minimise ½wᵀΣw − λ Σ bᵢ log|wᵢ| between the bounds, at levels λ over forty decades. Each by cyclical
 * coordinate descent (Griveau-Billion, Richard & Roncalli 2013), in sizes, which are above 0. Where the covariance is singular it may be
 * far from its end even then: levels at which it misses a share are left out, and those at which what cancels leaves no sum.
 */
export function sumsOfLevels(problem: RandomRiskBudgets, budgets: readonly number[]): number[] {
  const { covariance, signs, minWeights, maxWeights, budget } = problem;
  const n = budgets.length;
  const matrix = covariance.toMatrix();
  const floors = Array.from(signs, (sign, i) => Math.max(0, sign > 0 ? minWeights[i] : -maxWeights[i]));
  const caps = Array.from(signs, (sign, i) => (sign > 0 ? maxWeights[i] : -minWeights[i]));
  const typical = covariance.diagonal().reduce((sum, one) => sum + one, 0) / n;
  const x = floors.map((floor, i) => Math.min(caps[i], Math.max(floor, Math.abs(budget) / n)));
  /** Σⱼ of what the others pull at asset i, in sizes. */
  const pullAt = (i: number): number => {
    let pull = 0;
    for (let j = 0; j < n; j++) if (j !== i) pull += signs[i] * signs[j] * matrix[i * n + j] * x[j];
    return pull;
  };
  const sums = Array.from({ length: 81 }, (_, k) => {
    const level = typical * budget ** 2 * 10 ** (20 - k / 2);
    for (let round = 0; round < ROUNDS; round++) {
      let change = 0;
      for (let i = 0; i < n; i++) {
        const pull = pullAt(i);
        // variance·x² + pull·x − λb = 0.
        const root = Math.sqrt(pull * pull + 4 * matrix[i * n + i] * level * budgets[i]);
        const one = pull > 0 ? (2 * level * budgets[i]) / (pull + root) : (root - pull) / (2 * matrix[i * n + i]);
        const kept = Math.min(Math.max(one, floors[i]), caps[i]);
        change = Math.max(change, Math.abs(kept - x[i]) / kept);
        x[i] = kept;
      }
      if (change < 1e-12) break;
    }
    const missed = x.reduce((most, one, i) => {
      const share = (one * (matrix[i * n + i] * one + pullAt(i))) / (level * budgets[i]);
      return one > floors[i] && one < caps[i] ? Math.max(most, Math.abs(share - 1)) : most;
    }, 0);
    if (missed > SAME) return NaN;
    const sum = x.reduce((total, one, i) => total + signs[i] * one, 0);
    const size = x.reduce((total, one) => total + one, 0);
    return size > CANCELLED * Math.max(Math.abs(sum), Math.abs(budget)) ? NaN : sum;
  });
  return sums.filter((sum) => !Number.isNaN(sum));
}
