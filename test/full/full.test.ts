import type { Objective } from "quadfolio";
import { loadCore as loadFromFile } from "quadfolio/wasm";
import { describe, expect, it } from "vitest";
import { loadFullTestCore, loadTestCore, simd } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

/** Of the core of `quadfolio`, of which the core of `quadfolio/full` has everything. */
const core = await loadTestCore();
const full = await loadFullTestCore();

describe("the core of quadfolio/full", () => {
  it("has what the core of quadfolio has, to the last bit", () => {
    const [observations, assets] = [60, 90];
    const values = randomReturns(observations, assets, 5);
    const weights = [core, full].map((one) => {
      using returns = one.returns(values, { observations, assets });
      using covariance = one.covariance(returns, { estimator: "ledoit-wolf" });
      const expectedReturns = covariance.mean!;
      const frontier = one.efficientFrontier({ covariance, expectedReturns });
      const constraints = { maxWeights: 0.1, groups: [{ members: [0, 1, 2], min: 0.1 }] };
      const objective = { kind: "max-sharpe", riskFree: -0.01 } as const;
      return [
        one.optimize({ covariance, expectedReturns, objective, constraints }).weights,
        frontier.at({ lambda: 0.1 }).weights,
        covariance.toMatrix(),
      ];
    });
    expect(weights[1]).toEqual(weights[0]);
  });

  it("is that of the entry with files", async () => {
    const files = await loadFromFile({ simd });
    using covariance = files.denseCovariance([0.04, 0.01, 0.01, 0.09]);
    expect(files.optimize({ covariance, objective: { kind: "risk-parity" } }).weights[0]).toBeCloseTo(0.6, 12);
  });

  it("refuses covariances of the core of quadfolio where its modules lack the function", () => {
    using covariance = core.denseCovariance([0.04, 0.01, 0.01, 0.09]);
    using returns = full.returns([0.01, 0.02, -0.01, 0.03, 0.02, -0.02], { observations: 3, assets: 2 });
    const calls = [
      () => full.optimize({ covariance, objective: { kind: "risk-parity" } }),
      () => full.blackLitterman({ covariance, prior: 0, views: [{ asset: 0, value: 0.01 }] }),
      () => full.expectedReturns(returns, { estimator: "bayes-stein", covariance }),
      () => full.discretize({ weights: [0.5, 0.5] }, { covariance, prices: 1, capital: 10 }),
    ];
    const message = 'covariance is "of the core of quadfolio", expected one of the core of quadfolio/full.';
    for (const call of calls) expect(call).toThrow(message);
    const { weights } = full.optimize({ covariance, objective: { kind: "min-variance" } });
    expect(weights).toEqual(core.optimize({ covariance, objective: { kind: "min-variance" } }).weights);
  });
});

describe("the core of quadfolio", () => {
  it("says where risk parity is", () => {
    using covariance = core.denseCovariance([0.04, 0.01, 0.01, 0.09]);
    const objective = { kind: "risk-parity" } as unknown as Objective;
    const message =
      /^objective\.kind is "risk-parity", expected one of "min-variance", .*, or "risk-parity" of quadfolio\/full\.$/;
    expect(() => core.optimize({ covariance, objective })).toThrow(message);
  });

  it("has no more to dispose of than what is made in it", () => {
    using one = core;
    one.dispose();
    expect(one.solveQP({ P: [1], q: [-1] }).status).toBe("solved");
  });
});
