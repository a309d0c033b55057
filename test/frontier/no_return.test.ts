import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";

const core = await loadTestCore();

/** What 1 − w and w of the two assets below bring: the variance is 0.01(1 − w)² + 0.04w(1 − w) + 0.09w². */
const COVARIANCE = [
  [0.01, 0.02],
  [0.02, 0.09],
];

// The first asset is the least variance, and leaves it at λ(μ₂ − μ₁) = 0.02 − 0.01; all is in the second where that is 0.09 − 0.02.
describe.each([0, 1e-15, -1e-15])("a least variance that returns %d", (nothing) => {
  const covariance = core.denseCovariance(COVARIANCE);
  afterAll(() => covariance.dispose());
  const expectedReturns = [nothing, 0.05];

  it("is where the frontier begins, not all of it", () => {
    const frontier = core.efficientFrontier({ covariance, expectedReturns });
    expect(frontier.status).toBe("solved");
    const corners = frontier.corners.map(({ lambda, volatility, expectedReturn, weights }) => [
      lambda,
      volatility,
      expectedReturn,
      ...weights,
    ]);
    const known = [
      [1.4, 0.3, 0.05, 0, 1],
      [0.2, 0.1, 0, 1, 0],
      [0, 0.1, 0, 1, 0],
    ];
    expect(corners.length).toBe(known.length);
    corners.flat().forEach((one, k) => expect(one).toBeCloseTo(known.flat()[k], 12));
    expect(frontier.minVariance.volatility).toBeCloseTo(0.1, 14);
    const { weights } = frontier.at({ lambda: 0.8 });
    expect(weights[1]).toBeCloseTo(0.5, 12);
    expect(frontier.at({ expectedReturn: 0.02 }).weights[1]).toBeCloseTo(0.4, 12);
  });

  it("is not all that a volatility or a ratio is sought among", () => {
    const target = core.optimize({ covariance, expectedReturns, objective: { kind: "target-volatility", value: 0.2 } });
    expect(target.status).toBe("solved");
    expect(target.volatility).toBeCloseTo(0.2, 12);
    // 0.06w² + 0.02w + 0.01 = 0.04
    expect(target.weights[1]).toBeCloseTo((-0.02 + Math.sqrt(0.0004 + 0.0072)) / 0.12, 12);
    const ratio = core.optimize({ covariance, expectedReturns, objective: { kind: "max-sharpe" } });
    expect(ratio.status).toBe("solved");
    expect(ratio.objective).toBeCloseTo(0.05 / 0.3, 12);
  });
});

it("returns no −0", () => {
  const covariance = core.denseCovariance(COVARIANCE);
  const { corners } = core.efficientFrontier({ covariance, expectedReturns: [0, 0.05] });
  expect(Object.is(corners[corners.length - 1].expectedReturn, 0)).toBe(true);
  covariance.dispose();
});
