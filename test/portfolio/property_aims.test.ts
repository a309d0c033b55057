import type { Portfolio } from "quadfolio";
import { describe, expect, it } from "vitest";
import { firstSeeds, IN_BLOCK } from "../support/blocks.js";
import { loadTestCore } from "../support/core.js";
import { randomAim, type RandomAim } from "../support/generateAim.js";
import { claimsOf } from "../support/optimality.js";

const core = await loadTestCore();
const FIRST_SEEDS = firstSeeds(5);

/** Seeds that were once wrong. */
const ONCE_WRONG = [
  994, 1596, 2053, 2162, 3141, 3163, 3666, 4669, 5936, 6547, 6582, 8340, 10299, 12172, 16051, 16384, 17552, 17720, 20845, 22725,
  23306, 23888, 23933, 25473, 26439, 27438, 27471, 27626, 40248, 42046, 42245, 47781, 48419, 85559131, 112734909, 191883635,
  347262579, 417605382, 417607895, 417609858, 514862335, 514863307, 569727219, 641933861, 550377079, 700001561, 389329258,
  152570381, 248313081, 760041909, 900012136, 910057306, 910083173, 930034492, 910062083, 930125363, 930147594, 960084225,
  970148467, 910037795, 960120294, 980034552, 970138861, 970163132,
];

/** Numbers that differ by no more than this, beside their size, are the same. */
const SAME = 1e-9;

const exceeds = (one: number, other: number): boolean => one > other + SAME * Math.max(Math.abs(one), Math.abs(other));

const largest = (values: Float64Array): number => values.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

/** The return less costs. */
function netOf(returns: Float64Array, { weights, cost = 0 }: Portfolio): number {
  return returns.reduce((sum, one, i) => sum + one * weights[i], -cost);
}

/** What is wrong with an answer that there is no such portfolio. */
function refusalFaults({ problem, least, most = -Infinity }: RandomAim, portfolio: Portfolio): string[] {
  const { objective, feasible, covariance } = problem;
  const { status, conflict, weights, volatility } = portfolio;
  const isDiversification = objective.kind === "max-diversification";
  if (status === "dual_infeasible") {
    // A ratio without an upper bound: there is return, and no risk once weights that are rounding of the others are left out.
    const held = weights.map((one) => (Math.abs(one) > 1e-14 * largest(weights) ? one : 0));
    const alone = covariance.diagonal().reduce((sum, one, i) => sum + Math.abs(held[i]) * Math.sqrt(one), 0);
    const isRatio = objective.kind === "max-sharpe" || isDiversification;
    const isRiskless = Math.sqrt(covariance.variance(held)) <= 1e-6 * alone;
    return isRatio && portfolio.objective > 0 && isRiskless ? [] : ["a ratio without end"];
  }
  if (status !== "primal_infeasible") return [status];
  if (conflict === undefined) return ["no conflict"];
  if (least === undefined) return feasible === undefined ? [] : [`infeasible: ${conflict.message}`];
  const [low, high] = conflict.attainable?.range ?? [NaN, NaN];
  const returns = isDiversification ? covariance.diagonal().map(Math.sqrt) : problem.expectedReturns;
  const net = netOf(returns, portfolio);
  if (objective.kind === "target-volatility") {
    if (Math.abs(low - least) > 1e-7 * volatility + SAME) return [`the least volatility ${least} is said to be ${low}`];
    if (exceeds(least, objective.value)) return [];
    if (!exceeds(objective.value, high)) return [`${objective.value} is between ${low} and ${high}`];
    // More risk than the most return has earns nothing.
    return exceeds(most, net) ? [`returns ${net}, not the most ${most}`] : [];
  }
  if (objective.kind === "max-sharpe" || isDiversification) {
    const rate = objective.kind === "max-sharpe" ? (objective.riskFree ?? 0) : 0;
    const excess = net - rate * weights.reduce((sum, one) => sum + one, 0);
    return excess > SAME * Math.abs(net) ? [`an excess return of ${excess} is there`] : [];
  }
  return [`infeasible: ${conflict.message}`];
}

function faultsOf(seed: number, tally: Map<string, number>): string[] {
  const aim = randomAim(core, seed);
  const { problem } = aim;
  const { objective } = problem;
  try {
    const given = { ...problem };
    delete (given as { feasible?: unknown }).feasible;
    const portfolio = core.optimize(given);
    const name = `${objective.kind} ${portfolio.status}`;
    tally.set(name, (tally.get(name) ?? 0) + 1);
    const found = ((): string[] => {
      if (portfolio.status !== "solved") return refusalFaults(aim, portfolio);
      // At the least volatility more of it may be worth without end: the portfolio is that of least variance with the most return.
      const isLeast = objective.kind === "target-volatility" && portfolio.multipliers.targetVolatility === 0;
      // Where none is asked for it is worth nothing too where the return is the most of all: the multipliers prove the one or the other.
      const judged = isLeast
        ? [{ ...problem, objective: { kind: "min-variance" } as const, costs: undefined }, problem]
        : [problem];
      const all = judged.map((one) => claimsOf(one, portfolio));
      const { bounds, budget, rows, limits, dual, slackness } = all.reduce((best, one) => (one.dual < best.dual ? one : best));
      const missed = objective.kind === "target-volatility" ? Math.abs(portfolio.volatility - objective.value) : 0;
      return [
        ...(bounds <= 0 ? [] : [`a bound is broken by ${bounds}`]),
        ...(budget <= 1e-12 ? [] : [`the budget is missed by ${budget}`]),
        ...(rows <= 1e-9 ? [] : [`a row is missed by ${rows}`]),
        ...(limits <= 1e-9 ? [] : [`a limit is missed by ${limits}`]),
        ...(isLeast && exceeds(aim.leastReturn ?? 0, netOf(problem.expectedReturns, portfolio))
          ? [`less return than ${aim.leastReturn}`]
          : []),
        ...(missed <= 1e-10 ? [] : [`the volatility is missed by ${missed}`]),
        ...(dual <= 1e-9 ? [] : [`not optimal by ${dual}`]),
        ...(slackness <= 1e-9 ? [] : [`a multiplier of a side that is not active, by ${slackness}`]),
      ];
    })();
    return found.map((fault) => `${seed} ${objective.kind}: ${fault}`);
  } catch (error) {
    return [`${seed} ${objective.kind}: threw ${String(error)}`];
  } finally {
    problem.covariance.dispose();
  }
}

describe(`${FIRST_SEEDS.length * IN_BLOCK} random target volatilities, ratios and robust utilities under every kind of constraint, cost and limit`, () => {
  it.each(FIRST_SEEDS)("seeds from %i", (from) => {
    const tally = new Map<string, number>();
    const seeds = Array.from({ length: IN_BLOCK }, (_, i) => from + i);
    expect(seeds.flatMap((seed) => faultsOf(seed, tally))).toEqual([]);
    for (const kind of ["target-volatility", "max-sharpe", "max-diversification", "utility"])
      expect(tally.get(`${kind} solved`)).toBeGreaterThan(3);
    expect(core.memory.used).toBe(0);
  });

  it.each(ONCE_WRONG)("seed %i", (seed) => {
    expect(faultsOf(seed, new Map())).toEqual([]);
  });

  it("a volatility that is not told from none: the most return of all portfolios without risk, as on the frontier", () => {
    const { covariance, expectedReturns, constraints, costs, current } = randomAim(core, 977001809).problem;
    const market = { covariance, expectedReturns, constraints, costs, current };
    const frontier = core.efficientFrontier(market);
    expect(frontier.minVariance.volatility).toBeLessThan(1e-15);
    const most = netOf(expectedReturns, frontier.minVariance);
    for (const value of [0, 1e-18, 4e-17, 9e-17, 1e-15]) {
      const found = core.optimize({ ...market, objective: { kind: "target-volatility", value } });
      expect(found.status).toBe("solved");
      expect(Math.abs(netOf(expectedReturns, found) - most), `${value}`).toBeLessThanOrEqual(1e-12);
    }
    covariance.dispose();
  });
});
