import { describe, expect, it } from "vitest";
import { claExample } from "../support/cla.js";
import { loadTestCore } from "../support/core.js";
import { hasShared, missing } from "../support/shared.js";
import { solveCertified } from "../support/solve_certified.js";

const core = await loadTestCore();

interface Example {
  mu: number[];
  sigma: number[][];
  lower: number;
  upper: number;
}

/** The portfolio that minimises ½wᵀΣw − λμᵀw, fully invested. */
function portfolioAt({ mu, sigma, lower, upper }: Example, lambda: number): Float64Array {
  const n = mu.length;
  const { status, x } = solveCertified(core, {
    P: sigma,
    q: mu.map((one) => -lambda * one),
    A: [new Array<number>(n).fill(1)],
    l: [1],
    u: [1],
    lb: new Array<number>(n).fill(lower),
    ub: new Array<number>(n).fill(upper),
  });
  expect(status).toBe("solved");
  return x;
}

function expectWeights(received: Float64Array, expected: number[], tolerance: number): void {
  expected.forEach((one, i) => expect(Math.abs(received[i] - one), `weight ${i}`).toBeLessThanOrEqual(tolerance));
}

/** Return and volatility. */
function moments({ mu, sigma }: Example, w: Float64Array): [number, number] {
  const expectedReturn = mu.reduce((sum, one, i) => sum + one * w[i], 0);
  const variance = sigma.reduce((sum, row, i) => sum + w[i] * row.reduce((inner, one, j) => inner + one * w[j], 0), 0);
  return [expectedReturn, Math.sqrt(variance)];
}

describe("Sharpe's three assets, weights from 0.2 to 0.5 (Stanford, Macro-Investment Analysis)", () => {
  const example: Example = {
    mu: [2.8, 6.3, 10.8],
    sigma: [
      [1, 2.96, 2.31],
      [2.96, 54.76, 39.886],
      [2.31, 39.886, 237.16],
    ],
    lower: 0.2,
    upper: 0.5,
  };
  it.each([
    [20.8988, [0.2, 0.3, 0.5]],
    [11.47, [0.2, 0.5, 0.3]],
    [11.1475, [0.2, 0.5, 0.3]],
    [10.5109, [0.221807, 0.5, 0.278193]],
    [7.55192, [0.451916, 0.348084, 0.2]],
    [6.8672, [0.5, 0.3, 0.2]],
    [0, [0.5, 0.3, 0.2]],
  ])("at λ = %d", (lambda, weights) => {
    expectWeights(portfolioAt(example, lambda), weights, 1e-5);
  });

  it("stays at the kink between two corners with the same weights", () => {
    expectWeights(portfolioAt(example, 11.3), [0.2, 0.5, 0.3], 1e-15);
  });
});

describe("Markowitz's three assets, long only (Mean-Variance Analysis, chapter VIII)", () => {
  const example: Example = {
    mu: [0.062, 0.146, 0.128],
    sigma: [
      [0.0146, 0.0187, 0.0145],
      [0.0187, 0.0854, 0.0104],
      [0.0145, 0.0104, 0.0289],
    ],
    lower: 0,
    upper: 1,
  };
  it.each([
    [4.16667, [0, 1, 0]],
    [0.140806, [0, 0.224968, 0.775032]],
    [0.0333276, [0.841405, 0, 0.158595]],
    [0, [0.993103, 0, 0.006897]],
  ])("at λ = %d", (lambda, weights) => {
    expectWeights(portfolioAt(example, lambda), weights, 2e-5);
  });

  it("holds cash, the fourth asset without risk, where Σ is singular", () => {
    const withCash: Example = {
      ...example,
      mu: [...example.mu, 0.02],
      sigma: [...example.sigma.map((row) => [...row, 0]), [0, 0, 0, 0]],
    };
    expectWeights(portfolioAt(withCash, 0), [0, 0, 0, 1], 1e-15);
    const [expectedReturn, volatility] = moments(withCash, portfolioAt(withCash, 0.02));
    expect(expectedReturn).toBeGreaterThan(0.02);
    expect(volatility).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasShared)(`the ten assets of Bailey and López de Prado${missing}`, () => {
  it.each([
    [58.303085, 1.19, 0.952],
    [4.174273, 1.180259, 0.545657],
    [1.945566, 1.160056, 0.417256],
    [0.164581, 1.111262, 0.26672],
    [0.147389, 1.10836, 0.265017],
    [0.056172, 1.022484, 0.22968],
    [0.052048, 1.015306, 0.227983],
    [0.036522, 0.97272, 0.219555],
    [0.030971, 0.949937, 0.216025],
    [0, 0.803215, 0.205238],
  ])("corner at λ = %d", (lambda, expectedReturn, volatility) => {
    const { expectedReturns, matrix } = claExample();
    const example: Example = { mu: expectedReturns, sigma: matrix, lower: 0, upper: 1 };
    const [received, risk] = moments(example, portfolioAt(example, lambda));
    expect(Math.abs(received - expectedReturn)).toBeLessThanOrEqual(2e-5);
    expect(Math.abs(risk - volatility)).toBeLessThanOrEqual(2e-5);
  });
});
