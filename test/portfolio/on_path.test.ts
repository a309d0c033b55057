import { describe, expect, it } from "vitest";
import type { Constraints, Covariance, Portfolio } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { misses } from "../support/portfolio_certificate.js";
import { randomGram, uniform } from "../support/random.js";

const core = await loadTestCore();

interface Problem {
  covariance: Covariance;
  expectedReturns: Float64Array;
  current: Float64Array;
  costs: { buy: number; sell: number; quadratic: number };
  constraints: Constraints & { minWeights: number; maxWeights: number };
}

/** All kinds of constraints at once, each of which may bind; in every second problem quadratic costs and limits too. */
function problemOf(seed: number): Problem {
  const next = uniform(seed);
  const n = 12 + Math.floor(30 * next());
  const vector = (): Float64Array => Float64Array.from({ length: n }, next);
  const current = vector();
  const sum = current.reduce((total, one) => total + one);
  const halves = [0, 1].map((half) => Array.from({ length: n }, (_, i) => i).filter((i) => i % 2 === half || i % 3 === 0));
  const bent = seed % 2 === 1;
  const benchmark = new Float64Array(n).fill(1 / n);
  return {
    covariance: core.denseCovariance(randomGram(n, n, 0.1, next)),
    expectedReturns: vector().map((one) => 0.2 * one - 0.02),
    current: current.map((one) => one / sum),
    costs: { buy: 0.004 * next(), sell: 0.004 * next(), quadratic: bent ? 0.05 * next() : 0 },
    constraints: {
      budget: 1,
      minWeights: -0.1,
      maxWeights: 0.3,
      groups: halves.map((members, i) => ({ members, max: 0.55 + 0.3 * i })),
      linear: [{ coefficients: vector(), max: 0.55 }],
      maxTurnover: 1.3,
      maxGross: 1.5,
      ...(bent && seed % 4 === 1 && { maxTrackingError: { benchmark, value: 0.25 } }),
      ...(bent && seed % 4 === 3 && { minEffectiveHoldings: 6 }),
    },
  };
}

/** What quadratic costs and limits add to the gradient, each from its definition. */
function bentGradient(
  { covariance, costs, current, constraints }: Problem,
  portfolio: Portfolio,
  costShare: number,
): Float64Array {
  const { weights: w, multipliers } = portfolio;
  const gradient = w.map((one, j) => costShare * costs.quadratic * (one - current[j]));
  const { maxTrackingError } = constraints;
  if (maxTrackingError !== undefined) {
    const active = w.map((one, j) => one - (maxTrackingError.benchmark as Float64Array)[j]);
    const error = Math.sqrt(covariance.variance(active));
    expect(error).toBeLessThanOrEqual(maxTrackingError.value * (1 + 1e-12));
    const pull = covariance.multiply(active);
    const price = multipliers.maxTrackingError as number;
    expect(price).toBeGreaterThanOrEqual(0);
    if (price > 0) expect(Math.abs(error - maxTrackingError.value)).toBeLessThanOrEqual(1e-12);
    gradient.forEach((_, j) => (gradient[j] += (price * pull[j]) / error));
  }
  if (constraints.minEffectiveHoldings !== undefined) {
    const square = w.reduce((sum, one) => sum + one * one, 0);
    expect(1 / square).toBeGreaterThanOrEqual(constraints.minEffectiveHoldings * (1 - 1e-12));
    const price = multipliers.minEffectiveHoldings as number;
    expect(price).toBeLessThanOrEqual(0);
    gradient.forEach((_, j) => (gradient[j] -= (price * 2 * w[j]) / square ** 2));
  }
  return gradient;
}

/** The first-order conditions of what was asked for: −return·`share` + riskAversion·Σw + costs·share + multipliers = 0, to 1e-9. */
function expectOptimal(problem: Problem, portfolio: Portfolio, riskAversion: number, mu: Float64Array, share: number): void {
  const { covariance, current, costs, constraints } = problem;
  const bent = bentGradient(problem, portfolio, share);
  const expectedReturns = mu.map((one, j) => share * one - bent[j]);
  const scaled = { buy: share * costs.buy, sell: share * costs.sell };
  const judged = {
    covariance,
    riskAversion,
    expectedReturns,
    current,
    costs: scaled,
    constraints: { ...constraints, budget: 1 },
  };
  const result = misses(portfolio, judged);
  const size = Math.max(1, ...mu.map((one) => share * Math.abs(one)));
  expect(result.bounds).toBeLessThanOrEqual(0);
  expect(result.rows).toBeLessThanOrEqual(1e-12);
  expect(result.turnover).toBeLessThanOrEqual(1e-12);
  expect(result.gross).toBeLessThanOrEqual(1e-12);
  expect(result.dual).toBeLessThanOrEqual(1e-9 * size);
  expect(result.slackness).toBeLessThanOrEqual(1e-9 * size);
}

const costOf = ({ costs, current }: Problem, w: Float64Array): number =>
  w.reduce((sum, one, j) => {
    const trade = one - current[j];
    return sum + Math.max(costs.buy * trade, -costs.sell * trade) + 0.5 * costs.quadratic * trade ** 2;
  }, 0);

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, one, i) => sum + one * b[i], 0);

describe("objectives on the frontier satisfy their own optimality conditions", () => {
  it.each(Array.from({ length: 24 }, (_, seed) => seed + 1))("problem %i", (seed) => {
    const problem = problemOf(seed);
    const { covariance, expectedReturns } = problem;
    const least = core.optimize({ ...problem, costs: undefined, objective: { kind: "min-variance" } });
    expect(least.status).toBe("solved");

    const value = least.volatility * 1.15;
    const target = core.optimize({ ...problem, objective: { kind: "target-volatility", value } });
    expect(target.status).toBe("solved");
    expect(Math.abs(target.volatility - value)).toBeLessThanOrEqual(1e-10);
    const price = target.multipliers.targetVolatility as number;
    expect(price).toBeGreaterThan(0);
    expectOptimal(problem, target, price / value, expectedReturns, 1);
    expect(
      Math.abs(target.objective - (dot(expectedReturns, target.weights) - costOf(problem, target.weights))),
    ).toBeLessThanOrEqual(1e-14);

    const riskFree = 0.01;
    for (const objective of [{ kind: "max-sharpe", riskFree }, { kind: "max-diversification" }] as const) {
      const isSharpe = objective.kind === "max-sharpe";
      const mu = isSharpe ? expectedReturns.map((one) => one - riskFree) : covariance.diagonal().map(Math.sqrt);
      const best = core.optimize({ ...problem, objective });
      expect(best.status).toBe("solved");
      const ratio = (dot(mu, best.weights) - costOf(problem, best.weights)) / best.volatility;
      expect(Math.abs(best.objective - ratio)).toBeLessThanOrEqual(1e-12 * Math.abs(ratio));
      expectOptimal(problem, best, ratio / best.volatility ** 2, mu, 1 / best.volatility);
    }
    covariance.dispose();
  });
});

describe("objectives on the frontier that cannot be", () => {
  const covariance = core.denseCovariance([
    [0.04, 0.01],
    [0.01, 0.09],
  ]);
  const problem = { covariance, expectedReturns: [0.02, 0.06] };

  it("a volatility below the least names what stands against it, and the range", () => {
    const { status, conflict } = core.optimize({ ...problem, objective: { kind: "target-volatility", value: 0.1 } });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toContain("targetVolatility");
    expect(conflict?.constraints).toContain("budget");
    expect(conflict?.attainable?.constraint).toBe("targetVolatility");
    const [least, most] = conflict?.attainable?.range as [number, number];
    expect(Math.abs(least - Math.sqrt(0.0035 / 0.11))).toBeLessThanOrEqual(1e-12);
    expect(Math.abs(most - 0.3)).toBeLessThanOrEqual(1e-15);
  });

  it("a volatility above that of the most return", () => {
    const { status, conflict } = core.optimize({ ...problem, objective: { kind: "target-volatility", value: 0.4 } });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.message).toBe("targetVolatility is 0.4, but the most return has 0.3: more risk earns nothing.");
  });

  it("a Sharpe ratio where every return is below the risk-free one says so", () => {
    const { status, conflict } = core.optimize({ ...problem, objective: { kind: "max-sharpe", riskFree: 0.1 } });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.message).toBe(
      "No portfolio within the constraints returns more than the risk-free 0.1: the best falls short by 0.04.",
    );
    expect(conflict?.attainable?.constraint).toBe("riskFree");
    expect(Math.abs((conflict?.attainable?.range[1] as number) - 0.06)).toBeLessThanOrEqual(1e-15);
  });

  it("constraints that conflict are named as by other objectives", () => {
    const constraints = { maxWeights: 0.4 };
    const frontier = core.efficientFrontier({ ...problem, constraints });
    expect(frontier.status).toBe("primal_infeasible");
    expect(frontier.conflict?.message).toBe("maxWeights sum to 0.8, less than the budget 1.");
    const best = core.optimize({ ...problem, constraints, objective: { kind: "max-sharpe" } });
    expect(best.conflict?.message).toBe(frontier.conflict?.message);
  });

  it("wrong arguments throw", () => {
    const at = (point: object): void => void core.efficientFrontier(problem).at(point as { lambda: number });
    expect(() => at({})).toThrow("one of { expectedReturn }, { volatility } and { lambda }");
    expect(() => (at as () => unknown)()).toThrow(
      "point is undefined, expected one of { expectedReturn }, { volatility } and { lambda }",
    );
    expect(() => at({ lambda: -1 })).toThrow("point.lambda");
    expect(() => at({ volatilty: 1 })).toThrow("volatilty");
    expect(() => core.optimize({ covariance, objective: { kind: "max-sharpe" } })).toThrow("expectedReturns");
    expect(() => core.efficientFrontier({ ...problem, constraints: { minEffectiveHoldings: 1.5 } })).toThrow(
      "minEffectiveHoldings",
    );
    const costs = { quadratic: 1 };
    expect(() => core.efficientFrontier({ ...problem, current: [1, 0], costs })).toThrow("costs.quadratic");
  });
});

describe("published ratios", () => {
  it("Choueifaty's most diversified portfolio of two assets is in inverse proportion to their deviations", () => {
    const covariance = core.denseCovariance([
      [0.04, 0.5 * 0.2 * 0.1],
      [0.5 * 0.2 * 0.1, 0.01],
    ]);
    const { weights } = core.optimize({ covariance, objective: { kind: "max-diversification" } });
    expect(Math.abs(weights[0] - 1 / 3)).toBeLessThanOrEqual(1e-14);
  });

  it("a budget of 0 is financed by short positions: the ratio has its best scale where the bounds end it", () => {
    const covariance = core.denseCovariance([
      [0.04, 0.01],
      [0.01, 0.09],
    ]);
    const constraints = { budget: 0, minWeights: -0.5, maxWeights: 0.5 };
    const best = core.optimize({
      covariance,
      expectedReturns: [0.02, 0.06],
      constraints,
      objective: { kind: "max-sharpe", riskFree: 0.01 },
    });
    expect(best.status).toBe("solved");
    expect(Math.abs(best.objective - 0.04 / Math.sqrt(0.11))).toBeLessThanOrEqual(1e-14);
    expect(Math.abs(best.weights[0] + best.weights[1])).toBeLessThanOrEqual(1e-16);
  });
});
