import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { orlibFrontier, orlibSet } from "../support/orlib.js";
import { hasShared, missing } from "../support/shared.js";

const core = await loadTestCore();

describe.skipIf(!hasShared)(`OR-Library${missing}`, () => {
  it.each<[string, number, number, number, number]>([
    ["Hang Seng", 1, 0.002784378, 0.0006422572127, 10],
    ["FTSE", 3, 0.0023653054, 0.0001984935241, 30],
    ["Nikkei", 5, 0.0000708081, 0.0003046406997, 12],
  ])("%s: the minimum variance, and 20 points of the frontier", (_, set, mean, variance, holdings) => {
    const { expectedReturns, matrix } = orlibSet(set);
    const covariance = core.denseCovariance(matrix);
    const least = core.optimize({ covariance, expectedReturns, objective: { kind: "min-variance" } });
    expect(least.status).toBe("solved");
    expect(least.expectedReturn).toBeCloseTo(mean, 9);
    expect(Math.abs(least.objective / variance - 1)).toBeLessThanOrEqual(1e-9);
    expect(least.weights.filter((one) => one > 0).length).toBe(holdings);

    const frontier = orlibFrontier(set);
    for (let row = 0; row < 2000; row += 100) {
      const [value, published] = frontier[row];
      const portfolio = core.optimize({ covariance, expectedReturns, objective: { kind: "target-return", value } });
      expect(portfolio.status).toBe("solved");
      expect(Math.abs(portfolio.objective / published - 1)).toBeLessThanOrEqual(1e-5);
    }
    covariance.dispose();
  });
});
