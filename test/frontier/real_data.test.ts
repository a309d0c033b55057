import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { hasPrices, readPrices } from "../support/prices.js";

const core = await loadTestCore();

describe.skipIf(!hasPrices("us_clean_2015_2017_returns"))("whole frontiers (skipped where ../shared/data is missing)", () => {
  it.each([
    ["us_top1000_2015_2017_returns", 1000],
    ["us_clean_2015_2017_returns", 4241],
  ])("%s, with a cap and groups: its portfolios are those of the utility", (name, n) => {
    const { names, rows } = readPrices(name);
    expect(names.length).toBe(n);
    const returns = core.returns(rows, { observations: rows.length, assets: n, names });
    const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
    const expectedReturns = covariance.mean as Float64Array;
    const groups = Array.from({ length: 11 }, (_, g) => ({ members: names.filter((_, i) => i % 11 === g), min: 0.02, max: 0.2 }));
    const problem = { covariance, expectedReturns, constraints: { maxWeights: 0.05, groups } };
    const frontier = core.efficientFrontier(problem);
    expect(frontier.status).toBe("solved");
    const { corners } = frontier;
    expect(corners.length).toBeGreaterThan(100);
    for (let k = 1; k < corners.length; k++) expect(corners[k].lambda).toBeLessThan(corners[k - 1].lambda);
    for (const share of [0.1, 0.5, 0.9]) {
      const { lambda, weights } = corners[Math.floor(share * corners.length)];
      const same = core.optimize({ ...problem, objective: { kind: "utility", riskAversion: 1 / lambda } });
      expect(same.status).toBe("solved");
      weights.forEach((one, i) => expect(Math.abs(one - same.weights[i])).toBeLessThanOrEqual(1e-10));
    }
    covariance.dispose();
    returns.dispose();
  });
});

describe.skipIf(!hasPrices("pypfopt_20"))(
  "PyPortfolioOpt's documented portfolios (skipped where ../shared/data is missing)",
  () => {
    it("of the best ratio and of the least volatility of 20 stocks with ragged starts, in years", () => {
      const { names, rows } = readPrices("pypfopt_20");
      const n = names.length;
      const returns = core.returnsFromPrices(rows, { observations: rows.length, assets: n, names, missing: "keep" });
      const daily = core.covariance(returns, { estimator: "pairwise" });
      const covariance = core.denseCovariance(daily.toMatrix().map((one) => 252 * one));
      // (1 + r) over all days an asset has, to a year of 252.
      const expectedReturns = names.map((_, i) => {
        const prices = rows.map((row) => row[i]).filter((one) => Number.isFinite(one));
        return (prices[prices.length - 1] / prices[0]) ** (252 / (prices.length - 1)) - 1;
      });
      const best = core.optimize({ covariance, expectedReturns, objective: { kind: "max-sharpe", riskFree: 0.02 } });
      expect(best.status).toBe("solved");
      expect(Math.abs((best.expectedReturn as number) - 0.3047768672819914)).toBeLessThanOrEqual(1e-8);
      expect(Math.abs(best.volatility - 0.22165566922402932)).toBeLessThanOrEqual(1e-8);
      expect(Math.abs(best.objective - 1.2847714127003216)).toBeLessThanOrEqual(1e-9);
      const least = core.optimize({ covariance, expectedReturns, objective: { kind: "min-variance" } });
      expect(least.status).toBe("solved");
      expect(Math.abs((least.expectedReturn as number) - 0.15056821399482578)).toBeLessThanOrEqual(1e-8);
      expect(Math.abs(least.volatility - 0.15915084514118694)).toBeLessThanOrEqual(1e-10);
      expect(Math.abs(((least.expectedReturn as number) - 0.02) / least.volatility - 0.8204054077060996)).toBeLessThanOrEqual(
        1e-8,
      );
      for (const one of [covariance, daily, returns]) one.dispose();
    });
  },
);
