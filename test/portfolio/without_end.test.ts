import { afterAll, expect, it } from "vitest";
import type { Constraints } from "quadfolio";
import { loadTestCore } from "../support/core.js";

const core = await loadTestCore();
/** Not correlated: μ/σ² is 2, 1, ⅔ and ½, and Σ(μ/σ)² = 0.16. */
const covariance = core.factorCovariance({
  loadings: [[0], [0], [0], [0]],
  factorCovariance: [[0]],
  specificVariances: [0.01, 0.04, 0.09, 0.16],
});
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

it("a return without risk has a ratio without end", () => {
  const riskless = core.factorCovariance({ loadings: [[1], [1]], factorCovariance: [[0.04]], specificVariances: 0 });
  const problem = { covariance: riskless, expectedReturns: [0.02, 0.04], objective: { kind: "max-sharpe" } as const };
  expect(core.optimize({ ...problem, constraints: { ...open, budget: 0 } }).status).toBe("dual_infeasible");
  riskless.dispose();
});
