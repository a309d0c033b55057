import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { numbers } from "../support/generateNumbers.js";

const core = await loadTestCore();
const IN_BLOCK = 25;

/** Fewer observations than assets: portfolios without risk, whose gross exposure has a range. */
describe("a limit of gross exposure among portfolios without risk: between what the least and what any of them takes", () => {
  it.each(Array.from({ length: 8 }, (_, k) => IN_BLOCK * k))("seeds from %i", (from) => {
    for (let seed = from; seed < from + IN_BLOCK; seed++) {
      const { next, integer } = numbers(seed, "riskless limits");
      // Twelve uniform numbers: the same in every engine, which logarithms are not.
      const normal = (): number => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6);
      const assets = integer(5, 45);
      const observations = integer(3, assets - 1);
      using returns = core.returns(
        Float64Array.from({ length: assets * observations }, () => 3e-4 + 0.01 * normal()),
        { observations, assets },
      );
      using covariance = core.covariance(returns, { estimator: "sample" });
      const expectedReturns = Float64Array.from({ length: assets }, () => 0.001 * normal());
      for (const [bound, maxGross] of [
        [1, 2],
        [0.3, 1.3],
      ] as const) {
        const problem = { covariance, constraints: { minWeights: -bound, maxWeights: bound, maxGross } };
        const least = core.optimize({ ...problem, objective: { kind: "min-variance" } });
        const frontier = core.efficientFrontier({ ...problem, expectedReturns });
        expect([seed, maxGross, least.status, frontier.status]).toEqual([seed, maxGross, "solved", "solved"]);
        const gross = least.weights.reduce((sum, one) => sum + Math.abs(one), 0);
        expect(gross).toBeLessThanOrEqual(maxGross + 1e-12);
        expect(Math.abs(least.weights.reduce((sum, one) => sum + one, 0) - 1)).toBeLessThanOrEqual(1e-12);
        // What a wider limit allows has no more risk.
        const wider = core.optimize({
          ...problem,
          constraints: { ...problem.constraints, maxGross: maxGross + 1 },
          objective: { kind: "min-variance" },
        });
        expect(wider.volatility).toBeLessThanOrEqual(least.volatility + 1e-9);
      }
    }
  });
});
