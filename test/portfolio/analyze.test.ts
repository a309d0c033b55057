import { afterAll, describe, expect, it } from "vitest";
import { DimensionError, ValueError } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { randomMarket, threeAssets } from "../support/covariances.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();
const market = randomMarket(core, 40, 5, 11);
const { covariance, matrix, next, names } = market;
afterAll(() => covariance.dispose());

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((all, one) => all + one, 0);
const product = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let all = 0;
  for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) all += a[i] * matrix[i * b.length + j] * b[j];
  return all;
};
const normalized = (values: number[]): number[] => values.map((one) => one / sum(values));

describe("what a portfolio's risk is made of", () => {
  const weights = normalized(Array.from({ length: 40 }, () => next() - 0.3));
  const benchmark = normalized(Array.from({ length: 40 }, () => next()));
  const analysis = core.analyze({ covariance, weights, benchmark });

  it("splits the volatility: contributions sum to it, and are its slopes times the weights", () => {
    expect(analysis.volatility).toBeCloseTo(Math.sqrt(product(weights, weights)), 13);
    expect(sum(analysis.riskContributions)).toBeCloseTo(analysis.volatility, 13);
    expect(sum(analysis.riskShares)).toBeCloseTo(1, 13);
    const step = 1e-6;
    for (const i of [0, 7, 39]) {
      const shifted = (by: number): number => {
        const moved = weights.map((one, j) => (j === i ? one + by : one));
        return core.analyze({ covariance, weights: moved }).volatility;
      };
      const slope = (shifted(step) - shifted(-step)) / (2 * step);
      expect(analysis.riskContributions[i]).toBeCloseTo(weights[i] * slope, 9);
    }
  });

  it("measures diversification by its definitions", () => {
    const sigma = Array.from({ length: 40 }, (_, i) => Math.sqrt(matrix[i * 41]));
    const weighted = sum(weights.map((one, i) => one * sigma[i]));
    expect(analysis.diversificationRatio).toBeCloseTo(weighted / Math.sqrt(product(weights, weights)), 12);
    expect(analysis.effectiveHoldings).toBeCloseTo(1 / sum(weights.map((one) => one * one)), 12);
    expect(core.analyze({ covariance, weights: new Float64Array(40).fill(1 / 40) }).effectiveHoldings).toBeCloseTo(40, 11);
  });

  it("measures the portfolio beside a benchmark by its definitions", () => {
    const variance = product(benchmark, benchmark);
    const active = weights.map((one, i) => one - benchmark[i]);
    expect(analysis.beta).toBeCloseTo(product(weights, benchmark) / variance, 12);
    expect(analysis.betas![3]).toBeCloseTo(
      product(
        Float64Array.from({ length: 40 }, (_, i) => (i === 3 ? 1 : 0)),
        benchmark,
      ) / variance,
      12,
    );
    expect(sum(weights.map((one, i) => one * analysis.betas![i]))).toBeCloseTo(analysis.beta!, 12);
    expect(analysis.activeRisk).toBeCloseTo(Math.sqrt(product(active, active)), 12);
    expect(analysis.activeShare).toBeCloseTo(sum(active.map(Math.abs)) / 2, 13);
    const same = core.analyze({ covariance, weights: benchmark, benchmark });
    expect(same).toMatchObject({ activeRisk: 0, activeShare: 0 });
    expect(same.beta).toBeCloseTo(1, 13);
  });

  it("takes weights by name, and says the same of a covariance that is never formed", () => {
    expect(core.analyze({ covariance, weights: { [names[4]]: 1 } }).riskShares[4]).toBe(1);
    const shape = { observations: 50, assets: 40 };
    using returns = core.returns(randomReturns(50, 40, 3), shape);
    using lazy = core.covariance(returns, { estimator: "ledoit-wolf" });
    using dense = core.denseCovariance(lazy.toMatrix());
    const [ours, formed] = [lazy, dense].map((one) => core.analyze({ covariance: one, weights, benchmark }));
    ours.riskShares.forEach((one, i) => expect(one).toBeCloseTo(formed.riskShares[i], 12));
    expect(ours.beta).toBeCloseTo(formed.beta!, 12);
  });
});

it("has no undefined figures where there is no risk or nothing is held", () => {
  const three = threeAssets(core);
  const nothing = core.analyze({ covariance: three, weights: [0, 0, 0] });
  expect(nothing).toMatchObject({ volatility: 0, diversificationRatio: 0, effectiveHoldings: 0 });
  expect(Array.from(nothing.riskShares)).toEqual([0, 0, 0]);
  expect(Object.isFrozen(nothing)).toBe(true);
  three.dispose();
});

it("refuses what it cannot analyze, by name", () => {
  expect(() => core.analyze({ covariance, weights: [1, 2] })).toThrow(DimensionError);
  expect(() => core.analyze({ covariance, weights: 1 as never })).toThrow("weights is 1, expected an array of 40 numbers");
  expect(() => core.analyze({ covariance: {} as never, weights: [] })).toThrow("covariance is an object");
  expect(() => core.analyze({ covariance, weights: {}, benchmark: {} })).toThrow(
    "the variance of benchmark is 0, expected a number above 0",
  );
  expect(() => core.analyze({ covariance, weights: {}, market: {} } as never)).toThrow(ValueError);
});
