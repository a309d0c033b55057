import { expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { normal } from "../support/randomReturns.js";

const core = await loadTestCore();

/** Independent returns of more assets than there are observations, and means of their own. */
function singular(assets: number, observations: number, seed: number) {
  const next = normal(seed);
  const values = Float64Array.from({ length: assets * observations }, () => 0.01 * next());
  const expectedReturns = Float64Array.from({ length: assets }, () => 0.001 * next());
  using returns = core.returns(values, { observations, assets });
  return { covariance: core.covariance(returns, { estimator: "sample" }), expectedReturns };
}

it.each([
  ["a matrix", true],
  ["the returns", false],
])(
  "has at every corner what the utility has at its λ, or says that it failed, where the covariance is singular, given by %s",
  (_, formed) => {
    const { covariance: sample, expectedReturns } = singular(200, 100, 9);
    using lazy = sample;
    using covariance = formed ? core.denseCovariance(lazy.toMatrix()) : singular(200, 100, 9).covariance;
    const constraints = { minWeights: -0.005, maxWeights: 0.05 };
    const frontier = core.efficientFrontier({ covariance, expectedReturns, constraints });
    // A path through solutions that are not the only ones may be lost by rounding, which is told and never hidden.
    expect(["solved", "numerical_error"]).toContain(frontier.status);
    if (frontier.status !== "solved") return;
    expect(frontier.corners.length).toBeGreaterThan(100);

    // Σ being singular, weights may differ where the objective does not: ½wᵀΣw − λμᵀw, and the terms it is the sum of.
    const terms = (weights: Float64Array, lambda: number): [number, number] => [
      covariance.variance(weights) / 2,
      -lambda * weights.reduce((sum, weight, i) => sum + weight * expectedReturns[i], 0),
    ];
    let compared = 0;
    for (let k = 0; k < frontier.corners.length; k += 5) {
      const { lambda, weights } = frontier.corners[k];
      if (lambda < 1e-9) continue;
      const objective = { kind: "utility", riskAversion: 1 / lambda } as const;
      const utility = core.optimize({ covariance, expectedReturns, constraints, objective });
      expect(utility.status).toBe("solved");
      const [risk, reward] = terms(utility.weights, lambda);
      const [cornerRisk, cornerReward] = terms(weights, lambda);
      expect(Math.abs(cornerRisk + cornerReward - risk - reward)).toBeLessThanOrEqual(1e-9 * (risk + Math.abs(reward)));
      compared++;
    }
    expect(compared).toBeGreaterThan(25);
  },
);
