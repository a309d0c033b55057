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

// The first four lost their way in one of the builds: pulls of assets outside, and corrections, were taken out of rounding.
it.each([
  [9, "a matrix"],
  [12, "a matrix"],
  [13, "a matrix"],
  [14, "a matrix"],
  [9, "the returns"],
])("has at every corner what the utility has at its λ, where the covariance is singular (seed %i), given by %s", (seed, form) => {
  const { covariance: sample, expectedReturns } = singular(200, 100, seed);
  using lazy = sample;
  using formed = core.denseCovariance(lazy.toMatrix());
  const covariance = form === "a matrix" ? formed : lazy;
  const constraints = { minWeights: -0.005, maxWeights: 0.05 };
  const frontier = core.efficientFrontier({ covariance, expectedReturns, constraints });
  expect(frontier.status).toBe("solved");
  expect(frontier.corners.length).toBeGreaterThan(100);
  for (const { weights } of frontier.corners)
    expect(Math.abs(weights.reduce((sum, one) => sum + one) - 1)).toBeLessThanOrEqual(1e-12);

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
});

// The path that begins there is a linear program's until the return pays for risk: hundreds of steps at λ = 0, which were taken for a circle.
it("goes on from many portfolios without risk to the one of most return, long and short", () => {
  const { covariance: sample, expectedReturns } = singular(300, 60, 3);
  using covariance = sample;
  const constraints = { minWeights: -0.02, maxWeights: 0.02, budget: 0 };
  const { status, corners } = core.efficientFrontier({ covariance, expectedReturns, constraints });
  expect(status).toBe("solved");
  expect(corners.length).toBeGreaterThan(100);
  // Budget and bounds hold, λ, return and risk fall from corner to corner, and the first has the most return there is.
  const best = Float64Array.from(expectedReturns).sort();
  const most = best.reduce((sum, one, rank) => sum + (rank < 150 ? -0.02 : 0.02) * one, 0);
  expect(corners[0].expectedReturn).toBeCloseTo(most, 12);
  corners.forEach(({ lambda, weights, expectedReturn, volatility }, k) => {
    expect(weights.every((one) => Math.abs(one) <= 0.02)).toBe(true);
    expect(Math.abs(weights.reduce((sum, one) => sum + one))).toBeLessThanOrEqual(1e-12);
    if (k === 0) return;
    expect(lambda).toBeLessThan(corners[k - 1].lambda);
    // Where a degenerate vertex is passed nothing moves.
    expect(expectedReturn).toBeLessThanOrEqual(corners[k - 1].expectedReturn);
    expect(volatility).toBeLessThanOrEqual(corners[k - 1].volatility);
  });
});

// Thousands of turns at λ = 0, each a step of the simplex method, before the path begins there at its end: it is followed down to 0.
it("finds the portfolio of most return among those without risk in few turns", () => {
  const { covariance: sample, expectedReturns } = singular(400, 120, 5);
  using covariance = sample;
  const constraints = { minWeights: -0.01, maxWeights: 0.02 };
  let looks = 0;
  const onProgress = (): void => void looks++;
  const problem = { covariance, expectedReturns, constraints };
  const { status, corners } = core.efficientFrontier({ ...problem, settings: { onProgress } });
  expect(status).toBe("solved");
  // One at each turn, and at each round of the solves for where to begin.
  expect(looks).toBeLessThan(3 * corners.length);
  const first = corners[corners.length - 1];
  expect(first.lambda).toBe(0);
  expect(first.volatility).toBeLessThan(1e-14);
  // No other without risk returns more, as utilities at a λ next to none say; between it and the next corner all is linear in λ.
  const next = corners[corners.length - 2];
  const lambda = next.lambda / 8;
  const utility = core.optimize({ ...problem, objective: { kind: "utility", riskAversion: 1 / lambda } });
  const between = first.expectedReturn + (next.expectedReturn - first.expectedReturn) / 8;
  expect(utility.status).toBe("solved");
  expect(Math.abs(utility.expectedReturn! - between)).toBeLessThanOrEqual(1e-9 * between);
  // A volatility that is next to none is met, by no less return.
  const aimed = core.optimize({ ...problem, objective: { kind: "target-volatility", value: first.volatility } });
  expect(aimed.status).toBe("solved");
  expect(aimed.expectedReturn).toBeGreaterThanOrEqual(first.expectedReturn * (1 - 1e-9));
});
