import type { Covariance } from "quadfolio";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();
const n = 400;
const observations = 300;
const days = 5;

/** Estimates of the same days: of nothing else, to the bit. */
const estimators: Record<string, () => Covariance> = {
  "from returns": () => {
    const returns = core.returns(randomReturns(observations, n, 11), { observations, assets: n });
    const covariance = core.covariance(returns, { estimator: "ledoit-wolf", shrinkage: 0.2 });
    returns.dispose();
    return covariance;
  },
  dense: () => {
    const returns = core.returns(randomReturns(observations, n, 11), { observations, assets: n });
    const covariance = core.covariance(returns, { estimator: "semi" });
    returns.dispose();
    return covariance;
  },
};

/** A utility whose expected returns lean to the assets of high number, or of low. */
const tilted = (covariance: Covariance, tilt: number) => ({
  covariance,
  expectedReturns: Float64Array.from({ length: n }, (_, j) => (tilt * j) / n),
  objective: { kind: "utility", riskAversion: 10 } as const,
  constraints: { maxWeights: 0.02, minWeights: 0 },
});

describe.each(Object.entries(estimators))("a covariance %s that was optimized over before", (_, estimate) => {
  it("gives the weights that a fresh one gives, to the bit", () => {
    using used = estimate();
    const { warmStart } = core.optimize(tilted(used, 1e-3));
    const again = core.optimize({ ...tilted(used, -1e-3), warmStart });
    using fresh = estimate();
    expect(again).toEqual(core.optimize({ ...tilted(fresh, -1e-3), warmStart }));
    expect(again.status).toBe("solved");
  });
});

describe("a covariance that is updated after it was optimized over", () => {
  it("gives the weights of the new days", () => {
    const newest = randomReturns(days, n, 12).map((one) => 3 * one);
    using used = estimators["from returns"]();
    const { warmStart } = core.optimize(tilted(used, 1e-3));
    used.update(newest);
    const after = core.optimize({ ...tilted(used, 1e-3), warmStart });
    using fresh = estimators["from returns"]();
    fresh.update(newest);
    expect(after).toEqual(core.optimize({ ...tilted(fresh, 1e-3), warmStart }));
    expect(after.weights).not.toEqual(warmStart.x);
  });
});
