import { describe, expect, it } from "vitest";
import type { Frontier } from "quadfolio";
import { claExample } from "../support/cla.js";
import { loadTestCore } from "../support/core.js";
import { orlibFrontier, orlibSet } from "../support/orlib.js";
import { hasShared, missing } from "../support/shared.js";

const core = await loadTestCore();

/** The frontier of a matrix; every corner is within its bounds and sums to 1, and λ falls from one to the next. */
function frontierOf(sigma: number[][], mu: number[], minWeights = 0, maxWeights = 1): Frontier {
  const covariance = core.denseCovariance(sigma);
  const frontier = core.efficientFrontier({ covariance, expectedReturns: mu, constraints: { minWeights, maxWeights } });
  expect(frontier.status).toBe("solved");
  frontier.corners.forEach(({ lambda, weights }, k) => {
    if (k > 0) expect(lambda).toBeLessThan(frontier.corners[k - 1].lambda);
    for (const one of weights) expect(one >= minWeights && one <= maxWeights).toBe(true);
    expect(Math.abs(weights.reduce((sum, one) => sum + one) - 1)).toBeLessThanOrEqual(1e-14);
  });
  expect(frontier.corners[frontier.corners.length - 1].lambda).toBe(0);
  return frontier;
}

function expectCorners(frontier: Frontier, expected: [lambda: number, weights: number[]][]): void {
  expect(frontier.corners.length).toBe(expected.length);
  expected.forEach(([lambda, weights], k) => {
    const corner = frontier.corners[k];
    expect(Math.abs(corner.lambda - lambda), `λ of corner ${k}`).toBeLessThanOrEqual(1e-5 * lambda);
    weights.forEach((one, i) => expect(Math.abs(corner.weights[i] - one)).toBeLessThanOrEqual(1e-6));
  });
}

/** Weights at their bounds, to the last rounding of their sum. */
function expectWeights(weights: Float64Array, expected: number[]): void {
  expected.forEach((one, i) => expect(Math.abs(weights[i] - one)).toBeLessThanOrEqual(1e-15));
}

describe("published corner portfolios", () => {
  it("Sharpe's three assets, with two corners at one kink", () => {
    const sigma = [
      [1, 2.96, 2.31],
      [2.96, 54.76, 39.886],
      [2.31, 39.886, 237.16],
    ];
    const frontier = frontierOf(sigma, [2.8, 6.3, 10.8], 0.2, 0.5);
    expectCorners(frontier, [
      [20.8988, [0.2, 0.3, 0.5]],
      [11.47, [0.2, 0.5, 0.3]],
      [11.1475, [0.2, 0.5, 0.3]],
      [10.5109, [0.221807, 0.5, 0.278193]],
      [7.55192, [0.451916, 0.348084, 0.2]],
      [6.8672, [0.5, 0.3, 0.2]],
      [0, [0.5, 0.3, 0.2]],
    ]);
    expectWeights(frontier.at({ lambda: 11.3 }).weights, [0.2, 0.5, 0.3]);
  });

  const markowitz = [
    [0.0146, 0.0187, 0.0145],
    [0.0187, 0.0854, 0.0104],
    [0.0145, 0.0104, 0.0289],
  ];

  it("Markowitz's three assets", () => {
    expectCorners(frontierOf(markowitz, [0.062, 0.146, 0.128]), [
      [4.16667, [0, 1, 0]],
      [0.140806, [0, 0.224968, 0.775032]],
      [0.0333276, [0.841405, 0, 0.158595]],
      [0, [0.993103, 0, 0.006897]],
    ]);
  });

  it("… and a fourth without risk: it is all that is held at λ = 0", () => {
    const sigma = [...markowitz.map((row) => [...row, 0]), [0, 0, 0, 0]];
    const { corners } = frontierOf(sigma, [0.062, 0.146, 0.128, 0.02]);
    expectWeights(corners[corners.length - 1].weights, [0, 0, 0, 1]);
    expectWeights(corners[0].weights, [0, 1, 0, 0]);
    expect(corners.filter(({ weights }) => weights[3] === 0).length).toBeGreaterThan(1);
  });

  it.skipIf(!hasShared)(`Bailey and López de Prado's ten assets${missing}`, () => {
    const { expectedReturns, matrix } = claExample();
    const frontier = frontierOf(matrix, expectedReturns);
    const published = [
      [1.19, 0.952, 58.303085],
      [1.180259, 0.545657, 4.174273],
      [1.160056, 0.417256, 1.945566],
      [1.111262, 0.26672, 0.164581],
      [1.10836, 0.265017, 0.147389],
      [1.022484, 0.22968, 0.056172],
      [1.015306, 0.227983, 0.052048],
      [0.97272, 0.219555, 0.036522],
      [0.949937, 0.216025, 0.030971],
      [0.803215, 0.205238, 0],
    ];
    expect(frontier.corners.length).toBe(published.length);
    published.forEach(([expectedReturn, volatility, lambda], k) => {
      const corner = frontier.corners[k];
      expect(Math.abs(corner.expectedReturn - expectedReturn)).toBeLessThanOrEqual(5.1e-7);
      expect(Math.abs(corner.volatility - volatility)).toBeLessThanOrEqual(5.1e-7);
      expect(Math.abs(corner.lambda - lambda)).toBeLessThanOrEqual(5.1e-7);
    });
    expect(Math.abs(frontier.maxSharpe().objective - 4.453533476646409)).toBeLessThanOrEqual(1e-14);
  });
});

describe.skipIf(!hasShared)(`OR-Library: 2,000 points of each frontier${missing}`, () => {
  it.each([
    ["Hang Seng", 1],
    ["FTSE", 3],
    ["Nikkei", 5],
  ])("%s", (_, set) => {
    const { expectedReturns, matrix } = orlibSet(set);
    const frontier = frontierOf(matrix, expectedReturns);
    const { minVariance } = frontier;
    for (const [mean, variance] of orlibFrontier(set)) {
      // The last mean is that of the least variance, rounded, and may lie below it.
      const isBelow = mean < (minVariance.expectedReturn as number);
      if (isBelow) expect(mean).toBeGreaterThan((minVariance.expectedReturn as number) * (1 - 2e-5));
      const portfolio = isBelow ? minVariance : frontier.at({ expectedReturn: mean });
      expect(portfolio.status).toBe("solved");
      if (!isBelow) expect(Math.abs((portfolio.expectedReturn as number) - mean)).toBeLessThanOrEqual(1e-15);
      expect(Math.abs(portfolio.volatility ** 2 / variance - 1)).toBeLessThanOrEqual(1e-6);
    }
  });
});
