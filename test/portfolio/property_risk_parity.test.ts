import type { Portfolio } from "quadfolio/full";
import { describe, expect, it } from "vitest";
import { exactDot } from "../support/certificate.js";
import { firstSeeds, IN_BLOCK } from "../support/blocks.js";
import { loadFullTestCore } from "../support/core.js";
import { randomRiskBudgets, type RandomRiskBudgets } from "../support/generateRiskBudgets.js";
import { sumsOfLevels } from "../support/riskLevels.js";

const core = await loadFullTestCore();
const FIRST_SEEDS = firstSeeds(8);

/** The budgets as shares. */
function sharesOf({ budgets, signs }: RandomRiskBudgets): number[] {
  const all = Array.from(signs, (_, i) => budgets?.[i] ?? 1);
  const sum = all.reduce((total, one) => total + one, 0);
  return all.map((one) => one / sum);
}

/** What is wrong with weights that are said to have their risk in proportion, from the definition. */
function solvedFaults(problem: RandomRiskBudgets, { weights, multipliers, objective, residuals }: Portfolio): string[] {
  const { covariance, budget, signs, minWeights, maxWeights } = problem;
  const shares = sharesOf(problem);
  const marginal = covariance.multiply(weights);
  const variance = exactDot(weights, marginal);
  const ones = new Float64Array(weights.length).fill(1);
  const size = weights.reduce((sum, one) => sum + Math.abs(one), 0);
  const allowed = 1e-12 * Math.max(Math.abs(budget), size);
  const missed = Math.abs(exactDot(ones, weights) - budget);
  const found: string[] = [];
  if (!(missed <= allowed)) found.push(`the budget is missed by ${missed}`);
  // Σw − λb/w + z = 0: w(Σw)/b is λ where no bound holds w, at the most λ where one keeps it small, at the least where one keeps it large.
  const levels = Array.from(weights, (one, i) => (one * marginal[i]) / shares[i]);
  const matrix = covariance.toMatrix();
  const n = weights.length;
  // What the sums w(Σw) are rounded to, as a share of the budget: all there is where assets hedge each other.
  const rounding = Array.from(weights, (one, i) => {
    const terms = weights.reduce((sum, other, j) => sum + Math.abs(matrix[i * n + j] * other * one), 0);
    return (n * Number.EPSILON * terms) / (shares[i] * variance);
  });
  const noise = Math.max(...rounding);
  let [low, high] = [0, Infinity];
  let isHeld = false;
  weights.forEach((one, i) => {
    if (!(one * signs[i] > 0)) found.push(`weight ${i} is ${one}, of the other sign`);
    if (!(one >= minWeights[i] && one <= maxWeights[i])) found.push(`weight ${i} is ${one}, beyond a bound`);
    const [nearer, farther] = signs[i] > 0 ? [minWeights[i], maxWeights[i]] : [maxWeights[i], minWeights[i]];
    if (one === nearer || one === farther) isHeld = true;
    if (one !== nearer) low = Math.max(low, levels[i]);
    if (one !== farther) high = Math.min(high, levels[i]);
    const [lower, upper] = [multipliers.minWeights[i], multipliers.maxWeights[i]];
    if (!(lower <= 0 && (lower === 0 || one === minWeights[i]))) found.push(`a multiplier ${lower} of minWeights[${i}]`);
    if (!(upper >= 0 && (upper === 0 || one === maxWeights[i]))) found.push(`a multiplier ${upper} of maxWeights[${i}]`);
  });
  if (!(low <= high * (1 + 1e-9 + noise)) || !(high > 0)) found.push(`no level is between ${low} and ${high}: ${low / high - 1}`);
  const deviation = levels.reduce((most, one) => Math.max(most, Math.abs(one / variance - 1)), 0);
  if (!isHeld && !(deviation <= 1e-10 + noise)) found.push(`a share of the risk is off by ${deviation}`);
  if (!(Math.abs(objective - deviation) <= 1e-10 * (1 + deviation) + noise))
    found.push(`the objective is ${objective}, not ${deviation}`);
  if (!(residuals.primal <= allowed)) found.push(`a residual of ${residuals.primal}`);
  const steep = marginal.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  if (!(residuals.dual <= 1e-9 * steep)) found.push(`a dual residual of ${residuals.dual} beside ${steep}`);
  return found;
}

/** What is wrong with an answer that there are no such weights. */
function refusalFaults(problem: RandomRiskBudgets, { status, weights, volatility, conflict }: Portfolio): string[] {
  const { covariance, budget, signs, minWeights, maxWeights } = problem;
  if (status === "dual_infeasible") {
    // A portfolio between the bounds without risk.
    const alone = covariance.diagonal().reduce((sum, one, i) => sum + Math.abs(weights[i]) * Math.sqrt(one), 0);
    const isBetween = weights.every((one, i) => one * signs[i] > 0 && one >= minWeights[i] && one <= maxWeights[i]);
    return isBetween && volatility <= 1e-6 * alone ? [] : [`a risk of ${volatility} beside ${alone}, ${isBetween}`];
  }
  if (status !== "primal_infeasible") return [status];
  if (conflict?.constraints[0] !== "budget" || !conflict.message.endsWith(".")) return ["no conflict"];
  const sums = sumsOfLevels(problem, sharesOf(problem));
  const [least, most] = [Math.min(...sums), Math.max(...sums)];
  const [low, high] = conflict.attainable?.range ?? [NaN, NaN];
  const size = 1e-6 * Math.abs(budget);
  const isRange = low <= least + size + 1e-6 * Math.abs(least) && high >= most - size - 1e-6 * Math.abs(most);
  const isOutside = budget < Math.min(low, least) || budget > Math.max(high, most);
  return isRange && isOutside ? [] : [`sums from ${least} to ${most}, not ${low} to ${high}: ${conflict.message}`];
}

function faultsOf(seed: number, tally: Map<string, number>): string[] {
  const problem = randomRiskBudgets(core, seed);
  const { covariance, budgets, budget, minWeights, maxWeights, isBound } = problem;
  try {
    const objective = { kind: "risk-parity", ...(budgets && { budgets }) } as const;
    const portfolio = core.optimize({ covariance, objective, constraints: { budget, minWeights, maxWeights } });
    const isHeld = portfolio.weights.some((one, i) => one === minWeights[i] || one === maxWeights[i]);
    const name = `${isBound ? "bounds" : "signs"} ${portfolio.status}${isHeld ? " held" : ""}`;
    tally.set(name, (tally.get(name) ?? 0) + 1);
    const found = portfolio.status === "solved" ? solvedFaults(problem, portfolio) : refusalFaults(problem, portfolio);
    return found.map((fault) => `${seed}: ${fault}`);
  } catch (error) {
    return [`${seed}: threw ${String(error)}`];
  } finally {
    covariance.dispose();
  }
}

describe(`${FIRST_SEEDS.length * IN_BLOCK} random risk budgets: met by their definition, between their bounds, or impossible for a reason`, () => {
  it.each(FIRST_SEEDS)("seeds from %i", (from) => {
    const tally = new Map<string, number>();
    const seeds = Array.from({ length: IN_BLOCK }, (_, i) => from + i);
    expect(seeds.flatMap((seed) => faultsOf(seed, tally))).toEqual([]);
    for (const name of ["signs solved", "bounds solved", "bounds solved held"]) expect(tally.get(name)).toBeGreaterThan(0);
    expect(core.memory.used).toBe(0);
  });

  // The sum is the least, or the most, between two levels that were tried, or far below them; or the weights without bounds cancel.
  it.each([
    58572592, 58574557, 58575198, 58578490, 58579400, 228809608, 174472163, 547008201, 317472607, 916, 1229, 5141, 108514, 116816,
    124464, 129955, 159982, 375864, 479172, 542093, 750005921,
  ])("seed %i", (seed) => {
    expect(faultsOf(seed, new Map())).toEqual([]);
  });
});
