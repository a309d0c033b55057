import { describe, expect, it } from "vitest";
import type { ExpectedReturnsOptions } from "quadfolio/full";
import { loadFullTestCore } from "../support/core.js";
import { jacobi } from "../support/eigen.js";
import { eliminate } from "../support/linear.js";
import { naiveCovariance, naiveMean, naiveProduct, relativeError } from "../support/naive.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadFullTestCore();
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0);

describe.each([
  [80, 9],
  [12, 20],
])("%i observations of %i assets", (observations, assets) => {
  const values = randomReturns(observations, assets, 17);
  const returns = core.returns(values, { observations, assets });
  const mu = naiveMean(values, observations, assets);
  const S = naiveCovariance(values, observations, assets);
  const of = (options: ExpectedReturnsOptions) => core.expectedReturns(returns, options);

  it("sample, compound and weighted means", () => {
    expect(relativeError(of({ estimator: "mean" }), mu)).toBeLessThan(1e-14);
    const compound = Float64Array.from({ length: assets }, (_, i) => {
      let wealth = 1;
      for (let t = 0; t < observations; t++) wealth *= 1 + values[t * assets + i];
      return wealth ** (1 / observations) - 1;
    });
    expect(relativeError(of({ estimator: "geometric" }), compound)).toBeLessThan(1e-11);
    const decay = 1 - 2 / 31;
    const raw = Float64Array.from({ length: observations }, (_, t) => decay ** (observations - 1 - t));
    const sum = raw.reduce((a, b) => a + b, 0);
    const weighted = Float64Array.from({ length: assets }, (_, i) =>
      raw.reduce((s, w, t) => s + (w / sum) * values[t * assets + i], 0),
    );
    expect(relativeError(of({ estimator: "ewma", span: 30 }), weighted)).toBeLessThan(1e-12);
  });

  it("James–Stein: towards the grand mean by (n·λ̄ − 2λ₁)/(T‖μ − b‖²)", () => {
    const b = mu.reduce((s, v) => s + v, 0) / assets;
    const lambda = jacobi(S, assets).values;
    const excess = lambda.reduce((s, v) => s + v, 0) - 2 * lambda[assets - 1];
    const alpha = Math.min(1, Math.max(0, excess / (observations * mu.reduce((s, v) => s + (v - b) ** 2, 0))));
    const expected = mu.map((v) => (1 - alpha) * v + alpha * b);
    expect(relativeError(of({ estimator: "james-stein" }), expected)).toBeLessThan(1e-11);
  });

  it("Bayes–Stein: towards the return of the minimum-variance portfolio", () => {
    using covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
    const P = covariance.toMatrix();
    const ones = new Float64Array(assets).fill(1);
    const b = dot(ones, eliminate(P, mu)) / dot(ones, eliminate(P, ones));
    const d = mu.map((v) => v - b);
    const alpha = (assets + 2) / (assets + 2 + observations * dot(d, eliminate(P, d)));
    expect(alpha).toBeGreaterThan(0);
    const expected = mu.map((v) => (1 - alpha) * v + alpha * b);
    expect(relativeError(of({ estimator: "bayes-stein", covariance }), expected)).toBeLessThan(1e-11);
  });

  it("CAPM: in proportion to the market's covariances, the market itself at its own return", () => {
    using covariance = core.covariance(returns, { estimator: "ledoit-wolf", target: "single-factor" });
    const market = Float64Array.from({ length: assets }, (_, i) => (i + 1) / ((assets * (assets + 1)) / 2));
    const implied = core.capmReturns({ covariance, marketWeights: market, marketReturn: 0.01, riskFree: 0.002 });
    expect(dot(implied, market)).toBeCloseTo(0.01, 14);
    const delta = (0.01 - 0.002) / covariance.variance(market);
    const same = core.capmReturns({ covariance, marketWeights: market, riskAversion: delta, riskFree: 0.002 });
    expect(relativeError(same, implied)).toBeLessThan(1e-13);
    expect(
      relativeError(
        implied,
        naiveProduct(covariance.toMatrix(), market).map((v) => 0.002 + delta * v),
      ),
    ).toBeLessThan(1e-12);
  });
});

describe("wrong arguments", () => {
  const returns = core.returns(randomReturns(4, 6, 2), { observations: 4, assets: 6 });
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  const other = core.denseCovariance([[1]]);
  const market = { covariance, marketWeights: new Float64Array(6).fill(1 / 6) };
  it.each([
    [() => core.expectedReturns(returns, { estimator: "median" } as never), /^estimator is "median"/],
    [() => core.expectedReturns(returns, undefined as never), /^options is undefined/],
    [() => core.expectedReturns(returns, { estimator: "mean", span: 3 } as never), /^a key of the options of mean is "span"/],
    [() => core.expectedReturns(returns, { estimator: "ewma" }), /^the options of ewma is "neither halfLife nor span"/],
    [
      () => core.expectedReturns(returns, { estimator: "bayes-stein" }),
      /^covariance is "singular", expected a positive definite one/,
    ],
    [
      () => core.expectedReturns(returns, { estimator: "bayes-stein", covariance: other }),
      "covariance has 1 assets, expected 6.",
    ],
    [
      () => core.expectedReturns(core.returns([-1, 1], { observations: 2, assets: 1, names: ["A"] }), { estimator: "geometric" }),
      'returns[0][0] ("A") is -1, expected a return above −1, which can be compounded.',
    ],
    [() => core.capmReturns(undefined as never), /^options is undefined/],
    [() => core.capmReturns(market), /^options is "neither marketReturn nor riskAversion"/],
    [() => core.capmReturns({ ...market, riskAversion: 1, marketReturn: 1 }), /^options is "both marketReturn and riskAversion"/],
    [() => core.capmReturns({ ...market, riskAversion: -1 }), "riskAversion is -1, expected a finite number of at least 0."],
    [() => core.capmReturns({ ...market, marketWeights: [1], riskAversion: 1 }), "marketWeights has 1 value, expected 6."],
    [
      () => core.capmReturns({ ...market, marketWeights: new Float64Array(6), marketReturn: 1 }),
      /^marketWeights is "a portfolio without variance"/,
    ],
    [() => core.capmReturns({ ...market, covariance: {} as never, riskAversion: 1 }), /^covariance is an object/],
  ])("are refused by name, case %#", (call, message) => {
    expect(call).toThrow(message);
  });
});
