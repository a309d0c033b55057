import { expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { memorySize } from "../support/memorySize.js";
import { uniform } from "../support/random.js";

it("holds and shrinks 50,000 assets × 504 observations in less than 1.3 times the size of the returns", async () => {
  const [observations, assets] = [504, 50_000];
  const bytes = 8 * observations * assets;
  const core = await loadTestCore();
  const next = uniform(1);
  const values = new Float64Array(observations * assets);
  for (let k = 0; k < values.length; k++) values[k] = 0.04 * next() - 0.02;
  using returns = core.returns(values, { observations, assets });
  using covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  expect(memorySize(core)).toBeLessThan(1.3 * bytes);
  expect(core.memory.used).toBeLessThan(1.02 * bytes);
  expect(covariance.shrinkage).toBeGreaterThan(0);
  expect(covariance.column(assets - 1)).toHaveLength(assets);
  expect(covariance.variance(new Float64Array(assets).fill(1 / assets))).toBeGreaterThan(0);
});
