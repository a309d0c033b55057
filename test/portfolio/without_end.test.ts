import type { Constraints } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { numbers } from "../support/generateNumbers.js";
import { uncorrelated } from "../support/uncorrelated.js";

const core = await loadTestCore();
/** μ/σ² is 2, 1, ⅔ and ½, and Σ(μ/σ)² = 0.16. */
const covariance = uncorrelated(core);
afterAll(() => {
  covariance.dispose();
});
const expectedReturns = [0.02, 0.04, 0.06, 0.08];
const tangent = [0.48, 0.24, 0.16, 0.12];
const open: Constraints = { minWeights: -Infinity, maxWeights: Infinity };

it.each([1, 0, [-Infinity, Infinity]] as const)(
  "weights without bounds, budget %j: the most ratio is where bounds far away have it",
  (budget) => {
    const optimize = (constraints: Constraints) =>
      core.optimize({ covariance, expectedReturns, objective: { kind: "max-sharpe" }, constraints: { ...constraints, budget } });
    const { status, objective, weights } = optimize(open);
    expect(status).toBe("solved");
    expect(objective).toBeCloseTo(optimize({ minWeights: -100, maxWeights: 100 }).objective, 10);
    if (budget === 1) weights.forEach((one, i) => expect(one).toBeCloseTo(tangent[i], 10));
  },
);

it.each([1, 0, [-Infinity, Infinity]] as const)(
  "weights without bounds, budget %j: a volatility beyond the last corner",
  (budget) => {
    const objective = { kind: "target-volatility", value: 0.12 } as const;
    const { status, weights, volatility } = core.optimize({
      covariance,
      expectedReturns,
      objective,
      constraints: { ...open, budget },
    });
    expect(status).toBe("solved");
    expect(Math.abs(volatility - 0.12)).toBeLessThanOrEqual(1e-10);
    // 0.12/√0.16 of Σ⁻¹μ.
    if (typeof budget === "object") weights.forEach((one, i) => expect(one).toBeCloseTo([0.6, 0.3, 0.2, 0.15][i], 10));
  },
);

describe("the frontier beyond its first corner, some weights without bounds and some with", () => {
  it.each(Array.from({ length: 24 }, (_, seed) => seed))("seed %i", (seed) => {
    const { normal, happens, next } = numbers(seed, "without end");
    const assets = 8;
    const values = Float64Array.from({ length: 40 * assets }, () => 0.01 * normal());
    using returns = core.returns(values, { observations: 40, assets });
    using risks = core.covariance(returns, { estimator: "ledoit-wolf" });
    const mu = Float64Array.from({ length: assets }, () => 0.001 * normal());
    const ends = Array.from({ length: assets }, () => (happens(0.4) ? 0.1 + next() : Infinity));
    const within = (most: number): Constraints => ({
      minWeights: ends.map((one) => -Math.min(one, most)),
      maxWeights: ends.map((one) => Math.min(one, most)),
    });
    const problem = (most: number) => ({ covariance: risks, expectedReturns: mu, constraints: within(most) });
    const frontier = core.efficientFrontier(problem(Infinity));
    const wide = core.efficientFrontier(problem(1e5));
    // One weight alone without end is held by the budget.
    const isOpen = ends.filter((one) => one === Infinity).length > 1;
    expect([frontier.status, frontier.isUnbounded, wide.isUnbounded]).toEqual(["solved", isOpen, false]);
    const beyond = frontier.corners[0];
    const volatility = 3 * beyond.volatility;
    const asked = frontier.isUnbounded
      ? [{ volatility }, { expectedReturn: wide.at({ volatility }).expectedReturn as number }]
      : [];
    for (const point of [...asked, { lambda: 2 * beyond.lambda }]) {
      const [own, other] = [frontier.at(point), wide.at(point)];
      expect([own.status, other.status]).toEqual(["solved", "solved"]);
      own.weights.forEach((one, i) => expect(Math.abs(one - other.weights[i])).toBeLessThan(1e-9 * (1 + Math.abs(one))));
    }
    if (frontier.isUnbounded) expect(Math.abs(frontier.at({ volatility }).volatility / volatility - 1)).toBeLessThan(1e-12);
    const [own, other] = [frontier.maxSharpe(1e-4), wide.maxSharpe(1e-4)];
    // Where the ratio rises without end, the wide bounds end it.
    const isAtEnd = other.weights.some((one, i) => ends[i] === Infinity && Math.abs(one) === 1e5);
    expect([own.status, other.status]).toEqual([isAtEnd ? "dual_infeasible" : "solved", "solved"]);
    if (!isAtEnd) expect(own.objective).toBeCloseTo(other.objective, 9);
  });
});

it("a return without risk has a ratio without end", () => {
  const riskless = core.factorCovariance({ loadings: [[1], [1]], factorCovariance: [[0.04]], specificVariances: 0 });
  const problem = { covariance: riskless, expectedReturns: [0.02, 0.04], objective: { kind: "max-sharpe" } as const };
  expect(core.optimize({ ...problem, constraints: { ...open, budget: 0 } }).status).toBe("dual_infeasible");
  riskless.dispose();
});
