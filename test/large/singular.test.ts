import type { Core, Covariance, Objective, Portfolio } from "quadfolio";
import { describe, expect, it } from "vitest";
import { market } from "../../bench/families.mjs";
import { loadTestCore } from "../support/core.js";
import { misses } from "../support/portfolio_certificate.js";
import { uniform } from "../support/random.js";
import { normal, randomReturns } from "../support/randomReturns.js";

const core: Core = await loadTestCore();

const minVariance = { kind: "min-variance" } as const;
const utility = { kind: "utility", riskAversion: 10 } as const;

/** Assets, days, the bound on both sides or on one, the objective; each is done in fewer iterations than the last number. */
const cases: [string, number, number, { short: number; long: number }, Objective, number][] = [
  // In the space of the observations; many portfolios without risk.
  ["the least of many", 1000, 60, { short: 0.01, long: 0.01 }, minVariance, 200],
  ["utility", 1000, 60, { short: 0.01, long: 0.01 }, utility, 500],
  ["utility", 2500, 100, { short: 0.01, long: 0.01 }, utility, 500],
  ["long only", 1500, 60, { short: 0, long: 0.01 }, minVariance, 1000],
  // Where the observations are too many for that.
  ["utility, half as many days as assets", 600, 300, { short: 0.01, long: 0.01 }, utility, 5000],
  ["the least of many, half as many days as assets", 600, 300, { short: 0.01, long: 0.01 }, minVariance, 5000],
];

/** What the optimum misses: nothing but rounding. */
function expectProved(
  portfolio: Portfolio,
  covariance: Covariance,
  expectedReturns: Float64Array,
  objective: Objective,
  constraints: { minWeights: number; maxWeights: number },
) {
  expect(portfolio.status).toBe("solved");
  const judged = { covariance, constraints, ...(objective.kind === "utility" && { riskAversion: 10, expectedReturns }) };
  const { bounds, rows, dual, slackness } = misses(portfolio, judged);
  expect(bounds).toBe(0);
  expect(rows).toBeLessThanOrEqual(1e-12);
  // The gradient is of the order 1e-3, and of a portfolio without risk what rounding leaves of covariances of 1e-4.
  expect(dual).toBeLessThanOrEqual(1e-13);
  expect(slackness).toBeLessThanOrEqual(1e-13);
}

// Without the proximal term the first of them took 1,700 iterations of the active-set method over all assets, and those of 3,000 assets minutes.
describe("fewer days than assets, long and short", () => {
  it.each(cases)("%s: %i assets, %i days", (_, assets, observations, { short, long }, objective, most) => {
    using returns = core.returns(randomReturns(observations, assets, assets + observations), { observations, assets });
    using covariance = core.covariance(returns, { estimator: "sample" });
    const next = normal(5);
    const expectedReturns = Float64Array.from({ length: assets }, () => 5e-4 + 1e-3 * next());
    const constraints = { minWeights: -short, maxWeights: long };
    const portfolio = core.optimize({ covariance, expectedReturns, objective, constraints });
    expect(portfolio.iterations).toBeLessThan(most);
    expectProved(portfolio, covariance, expectedReturns, objective, constraints);
    if (4 * observations > assets) return;
    // The matrix tells no days, but that it is of few columns.
    using matrix = core.denseCovariance(covariance.toMatrix());
    for (let time = 0; time < 2; time++) {
      const again = core.optimize({ covariance: matrix, expectedReturns, objective, constraints });
      expect(again.iterations).toBeLessThan(most);
      expectProved(again, matrix, expectedReturns, objective, constraints);
      const terms = covariance.variance(again.weights) + 1e-3;
      expect(Math.abs(again.volatility ** 2 - covariance.variance(again.weights))).toBeLessThanOrEqual(1e-12 * terms);
    }
  });
});

// Nothing is to be traded, at no price: every guess of the restricted problem has all assets at their nodes, and the active-set method decides.
it("a portfolio of a few shares is tracked with itself", () => {
  const [assets, observations] = [454, 172];
  const { values } = market({ assets, observations, seed: 300 });
  using returns = core.returns(values, { observations, assets, layout: "assets" });
  using covariance = core.covariance(returns, { estimator: "sample" });
  const current = new Float64Array(assets);
  for (const held of [160, 161, 265, 357, 362]) current[held] = 0.2;
  const objective = { kind: "tracking-error", benchmark: current } as const;
  const constraints = { maxWeights: 0.3, maxTurnover: 0.6455886292504147 };
  const portfolio = core.optimize({ covariance, current, objective, constraints });
  expect(portfolio.status).toBe("solved");
  for (let j = 0; j < assets; j++) expect(Math.abs(portfolio.weights[j] - current[j])).toBeLessThanOrEqual(1e-12);
});

// The proximal term makes the equations definite whatever P is: P itself has to be looked at before the end.
it("a P of 500 factors less a small square is not convex, and is not called solved", () => {
  const [n, k] = [700, 500];
  const next = uniform(3);
  const draw = (count: number) => Float64Array.from({ length: count }, () => next() - 0.5);
  const [G, v, q] = [draw(n * k), draw(n), draw(n).map((one) => 0.01 * one)];
  const P = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = -0.01 * v[i] * v[j];
      for (let f = 0; f < k; f++) sum += G[i * k + f] * G[j * k + f];
      P[i * n + j] = P[j * n + i] = sum;
    }
  }
  const solution = core.solveQP({ P, q, A: new Float64Array(n).fill(1), l: [1], u: [1], lb: -0.02, ub: 0.02 });
  expect(solution.status).toBe("non_convex");
});
